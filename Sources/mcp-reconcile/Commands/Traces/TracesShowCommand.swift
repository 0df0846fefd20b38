import ArgumentParser
import CallTraces
import Spec

struct TracesShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show all that is known of one call.",
        discussion: """
            Example:
              mcp-reconcile traces show 3fKq9Zb1
            """
    )

    @Argument(help: "The call's id, or its first four characters or more.")
    var id: String

    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard let trace = try await TraceStore.ofThisUser().trace(id: id) else {
            let message = "there is no trace of a call '\(UntrustedText.escaping(id))': 'traces ls' lists what there is"
            throw CommandFailure(status: .invalidInput, message: message)
        }
        switch output.format {
        case .json: Console.output.write(TraceExport.jsonLines.line(for: trace))
        case .text: trace.lines.forEach { Console.output.line($0) }
        }
    }
}

extension CallTrace {
    fileprivate var lines: [String] {
        let facts: [(String, String?)] = [
            ("id", id), ("start", startText), ("client", client), ("session", session), ("profile", profile),
            ("server", server), ("method", method), ("target", target), ("outcome", outcome.rawValue), ("error", error),
            ("duration", Self.milliseconds(duration) + " ms"), ("waiting", Self.milliseconds(queue) + " ms"),
            ("server's part", Self.milliseconds(backend) + " ms"), ("request", "\(requestBytes) bytes"),
            ("result", "\(resultBytes) bytes"),
        ]
        return facts.compactMap { name, value in
            value.map { name + String(repeating: " ", count: 14 - name.count) + UntrustedText.escaping($0) }
        }
    }
}
