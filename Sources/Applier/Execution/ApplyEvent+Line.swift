package import Planner
import Spec

extension ApplyEvent {
    /// The event as programs read it; `schemas/apply-events.schema.json` describes it.
    package var line: EventLine {
        switch self {
        case .planned(let plan):
            EventLine(
                "apply_start",
                [
                    ("plan_digest", .string(plan.digest)),
                    ("operations", .integer(Int64(plan.operations.count))),
                ]
            )
        case .noted(let note): EventLine("note", [("message", .string(note))])
        case .started(let operation): EventLine("op_start", [("op", operation.json)])
        case .finished(let operation, let duration):
            EventLine(
                "op_done",
                [("op", operation.json), ("duration_ms", .integer(Int64(duration / .milliseconds(1))))]
            )
        case .failed(let operation, let failure):
            EventLine(
                "op_failed",
                [
                    ("op", operation.json), ("code", .string(failure.code.rawValue)),
                    ("message", .string(failure.message)),
                ]
            )
        case .rolledBack(let operation, let error):
            EventLine(
                "rolled_back",
                [
                    ("op", operation.json), ("code", .string(error.code.rawValue)),
                    ("message", .string(error.message)),
                    ("stderr", .array(error.standardError.map(CanonicalJSON.string))),
                ]
            )
        case .withheld(let operation): EventLine("op_withheld", [("op", operation.json)])
        }
    }
}
