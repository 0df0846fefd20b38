import ArgumentParser
import CallTraces

struct TracesTailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Print calls as they end, until interrupted.",
        discussion: """
            Example:
              mcp-reconcile traces tail --outcome error
            """
    )

    @OptionGroup var wanted: TraceFilterOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let store = try TraceStore.ofThisUser()
        let start = try await store.newestPosition()
        for try await trace in store.follow(after: start, matching: wanted.filter()) {
            switch output.format {
            case .json: Console.output.write(TraceExport.jsonLines.line(for: trace))
            case .text: Console.output.line(trace.columns.joined(separator: "  "))
            }
        }
    }
}
