import ArgumentParser
import ModelContextProtocol
import NIOCore
import Spec

struct ToolsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the tools, with the first line of their descriptions.",
        discussion: """
            Example:
              mcp-reconcile tools ls --profile dev --format json
            """,
        aliases: ["list"]
    )

    @OptionGroup var place: ToolSourceOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var log: LogOptions

    func run() async throws {
        log.bootstrap()
        let tools = try await place.withTools { try await $0.tools() }
        switch output.format {
        case .text: Console.output.write(table(of: tools))
        case .json: Console.output.line("[" + tools.map { String(buffer: $0.definition) }.joined(separator: ",") + "]")
        }
    }

    private func table(of tools: [ListedItem]) -> String {
        var columns = ColumnWriter(header: ["TOOL", "DESCRIPTION"])
        for tool in tools {
            let firstLine = tool.descriptionText?.split(whereSeparator: \.isNewline).first ?? ""
            columns.add([UntrustedText.escaping(tool.name), UntrustedText.escaping(String(firstLine.prefix(100)))])
        }
        return columns.text
    }
}
