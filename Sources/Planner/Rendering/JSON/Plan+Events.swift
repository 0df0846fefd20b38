import Spec

extension Plan {
    /// The plan as events, one JSON object a line, with deterministic bytes; `schemas/plan-events.schema.json`
    /// describes them.
    package var jsonLines: String {
        let lines = [EventLine("version", [("format_version", .string("1.0"))])] + events(endingWith: "summary")
        return lines.enumerated().map { $1.text(number: $0 + 1) }.joined()
    }

    /// What the plan says, event by event; the type of the last is the caller's.
    package func events(endingWith last: String) -> [EventLine] {
        [EventLine("plan_start", start)]
            + changes.filter { $0.action != .keep }.map { EventLine("planned_change", [("change", $0.json)]) }
            + gateways.map { EventLine("gateway_change", [("gateway", $0.json)]) }
            + drift.map { EventLine("drift", [("drift", $0.json)]) }
            + consents.map { EventLine("consent_required", [("consent", $0.json)]) }
            + [EventLine(last, [("summary", summaryJSON), ("plan_digest", .string(digest))])]
    }

    private var start: [(String, CanonicalJSON?)] {
        [
            ("owner", .string(owner.text)),
            ("revision", revision.map { .string($0.description) }),
            ("source", source?.json),
            ("target", target?.json),
            ("scope", scope.json),
        ]
    }
}
