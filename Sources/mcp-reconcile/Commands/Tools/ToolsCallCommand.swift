import ArgumentParser
import FoundationEssentials
import ModelContextProtocol
import NIOCore
import Spec

struct ToolsCallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Call a tool and print what it answers.",
        discussion: """
            Arguments are key=value pairs, read as the tool's schema says, or one JSON object with --json. Exits with \
            1 if the tool reports an error.

            Examples:
              mcp-reconcile tools call echo message=hello --profile dev
              mcp-reconcile tools call echo --json '{"message":"hello"}' --url http://127.0.0.1:8811/mcp
            """
    )

    @Argument(help: "The tool's name as clients see it.")
    var tool: String

    @Argument(help: ArgumentHelp("Its arguments.", valueName: "key=value"))
    var arguments: [String] = []

    @Option(help: ArgumentHelp("All arguments as one JSON object.", valueName: "object"))
    var json: String?

    @OptionGroup var place: ToolSourceOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var log: LogOptions

    func validate() throws {
        if json != nil, !arguments.isEmpty {
            throw ValidationError("Give the arguments as key=value pairs or with --json, not both.")
        }
        if let pair = arguments.first(where: { !$0.contains("=") }) {
            throw ValidationError("'\(pair)' is no key=value pair.")
        }
    }

    func run() async throws {
        log.bootstrap()
        let result = try await place.withTools { source in
            let definition = try await source.tools().tool(named: tool).definition
            let arguments = try ToolArguments(json: json, pairs: arguments, definition: definition)
            return try await source.call(tool, arguments: arguments.text)
        }
        try print(result)
    }

    private func print(_ result: ByteBuffer) throws {
        let outcome = try JSONDecoder().decode(CallOutcome.self, from: Data(result.readableBytesView))
        switch output.format {
        case .json: Console.output.line(String(buffer: result))
        case .text: outcome.lines.forEach { Console.output.line(UntrustedText.escapingLines($0)) }
        }
        if outcome.isError == true { throw ExitStatus.failed.code }
    }
}

/// The parts of a `tools/call` result that are shown as text.
private struct CallOutcome: Decodable {
    struct Block: Decodable {
        let type: String
        let text: String?
    }

    let content: [Block]?
    let isError: Bool?

    var lines: [String] { (content ?? []).map { $0.text ?? "(\($0.type) content; see --format json)" } }
}
