import ArgumentParser
import CallTraces
import Spec

struct TracesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the newest calls, newest first.",
        discussion: """
            Example:
              mcp-reconcile traces ls --server git --slower 500 --limit 20
            """,
        aliases: ["list"]
    )

    @OptionGroup var wanted: TraceFilterOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "How many calls are listed.")
    var limit = TraceFilter.defaultLimit

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit is a number from 1 on.") }
    }

    func run() async throws {
        let traces = try await TraceStore.ofThisUser().traces(matching: wanted.filter(limit: limit))
        switch output.format {
        case .json:
            for trace in traces { Console.output.write(TraceExport.jsonLines.line(for: trace)) }
        case .text:
            var columns = ColumnWriter(header: ["START", "ID", "SERVER", "TARGET", "OUTCOME", "MS"])
            for trace in traces { columns.add(trace.columns) }
            Console.output.write(columns.text)
        }
    }
}

extension CallTrace {
    /// Characters of an id that tell calls apart well enough.
    private static let shortID = 8

    /// What is shown of a call on one line.
    var columns: [String] {
        [
            startText, String(id.prefix(Self.shortID)), server, UntrustedText.escaping(String(target.prefix(60))),
            outcome.rawValue, Self.milliseconds(duration),
        ]
    }

    /// In UTC, to the second.
    var startText: String { UTCTime(secondsSince1970: start / 1_000_000).text }

    /// Milliseconds with one decimal.
    static func milliseconds(_ microseconds: Int64) -> String {
        "\(microseconds / 1000).\(microseconds % 1000 / 100)"
    }
}
