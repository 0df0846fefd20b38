import ArgumentParser

struct ToolsCountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count",
        abstract: "Print how many tools clients see.",
        discussion: """
            Example:
              mcp-reconcile tools count --profile dev
            """
    )

    @OptionGroup var place: ToolSourceOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var log: LogOptions

    func run() async throws {
        log.bootstrap()
        let count = try await place.withTools { try await $0.tools().count }
        switch output.format {
        case .text: Console.output.line(String(count))
        case .json: Console.output.line(#"{"count":\#(count)}"#)
        }
    }
}
