import Applier
import Planner
import Spec

/// Tells what an apply is about to do, does and has done, in the shape that was asked for.
struct ApplyOutput: Sendable {
    private let options: ApplyOutputOptions
    private let stream = EventStream()
    private let progress: ProgressPrinter

    init(_ options: ApplyOutputOptions) {
        self.options = options
        progress = ProgressPrinter(isColored: options.color.isOn(.error))
        if options.format == .jsonl { stream.write([EventLine("version", [("format_version", .string("1.0"))])]) }
    }

    /// Tells what somebody should know beforehand.
    func note(_ text: String) { say(text, after: "note: ") }

    /// Tells what is done beside the plan.
    func say(_ text: String) { say(text, after: "") }

    private func say(_ text: String, after start: String) {
        switch options.format {
        case .text, .json: Console.error.line(start + text)
        case .jsonl: stream.write([EventLine("note", [("message", .string(text))])])
        }
    }

    /// Tells the plan that somebody may agree to.
    func tell(_ plan: Plan) {
        switch options.format {
        case .text: Console.output.write(plan.terminalText(TerminalStyle(.output, color: options.color)))
        case .json: return
        case .jsonl: stream.write(plan.events(endingWith: "plan_summary"))
        }
    }

    /// Tells what happens, while it happens.
    func tell(_ event: ApplyEvent) {
        switch options.format {
        case .text, .json: progress.print(event)
        case .jsonl: stream.write([event.line])
        }
    }

    /// Tells how it ended.
    func tell(_ report: ApplyReport) {
        switch options.format {
        case .text: Console.output.line(report.summary)
        case .json: Console.output.line(report.json)
        case .jsonl: stream.write([EventLine("summary", report.members)])
        }
    }

    /// Tells why it ended before anything was done; who reads events may not read standard error.
    func tell(_ error: any Error) {
        guard options.format == .jsonl, let (message, status) = FailureReport(error).summary else { return }
        stream.write([
            EventLine(
                "diagnostic",
                [
                    ("severity", .string("error")), ("message", .string(message)),
                    ("exit_status", .integer(Int64(status))),
                ]
            )
        ])
    }
}
