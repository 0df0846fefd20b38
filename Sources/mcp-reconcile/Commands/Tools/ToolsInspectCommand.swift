import ArgumentParser
import ModelContextProtocol
import NIOCore
import Spec

struct ToolsInspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Print one tool's whole definition as JSON.",
        discussion: """
            Example:
              mcp-reconcile tools inspect echo --profile dev
            """
    )

    @Argument(help: "The tool's name as clients see it.")
    var tool: String

    @OptionGroup var place: ToolSourceOptions
    @OptionGroup var log: LogOptions

    func run() async throws {
        log.bootstrap()
        let tools = try await place.withTools { try await $0.tools() }
        Console.output.line(String(buffer: try tools.tool(named: tool).definition))
    }
}

extension [ListedItem] {
    /// The tool that clients see under the name.
    ///
    /// - Throws: ``CommandFailure`` that lists what there is.
    func tool(named name: String) throws -> ListedItem {
        if let tool = first(where: { $0.name == name }) { return tool }
        let known = map(\.name).sorted().prefix(20).joined(separator: ", ")
        throw CommandFailure(
            status: .invalidInput,
            message: "there is no tool '\(UntrustedText.escaping(name))'; there are: \(UntrustedText.escaping(known))"
        )
    }
}
