import ArgumentParser
import CallTraces

struct TracesExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print traces as lines of JSON or as CSV, newest first.",
        discussion: """
            Example:
              mcp-reconcile traces export --as csv --since 7d > calls.csv
            """
    )

    enum Form: String, CaseIterable, ExpressibleByArgument {
        case jsonl, csv

        var export: TraceExport {
            switch self {
            case .jsonl: .jsonLines
            case .csv: .csv
            }
        }
    }

    /// More than a week of 256 MB can hold.
    private static let limit = 10_000_000

    @OptionGroup var wanted: TraceFilterOptions

    @Option(name: .customLong("as"), help: "The form: jsonl or csv.")
    var form = Form.jsonl

    func run() async throws {
        let traces = try await TraceStore.ofThisUser().traces(matching: wanted.filter(limit: Self.limit))
        Console.output.write(form.export.header)
        for trace in traces { Console.output.write(form.export.line(for: trace)) }
    }
}
