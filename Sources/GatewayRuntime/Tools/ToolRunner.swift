import Applier
import ContainerEngine
import ModelContextProtocol
import NIOCore
import Planner
import Spec

/// Runs the containers that are the tools of one server.
struct ToolRunner: Sendable {
    /// Bytes of standard output; a container that writes more is ended.
    static let maximumOutput = 1 << 20
    /// Characters of standard error that a failed call quotes.
    private static let quotedError = 2000

    let server: ToolServer
    let profile: ProfileName
    /// Nil where no container can be made.
    let containers: OneShotContainers?
    private let schemas: [String: LazySchema]

    init(_ server: ToolServer, of profile: ProfileName, in containers: OneShotContainers?) {
        self.server = server
        self.profile = profile
        self.containers = containers
        schemas = Dictionary(
            server.tools.map { ($0.name, LazySchema(ByteBuffer(string: $0.inputSchema))) }
        ) { first, _ in first }
    }

    /// The result of `tools/list`.
    var list: String {
        #"{"tools":["# + server.tools.map(\.definition).joined(separator: ",") + "]}"
    }

    /// Checks the arguments and runs the tool's container to its end; cancelling kills it.
    ///
    /// - Returns: The result of the call; nil for a tool that is not there.
    /// - Throws: `CancellationError`.
    func call(_ name: String, arguments: ByteBuffer) async throws -> ByteBuffer? {
        guard let tool = server.tools.first(where: { $0.name == name }) else { return nil }
        do {
            try check(arguments, of: tool)
            return try await run(tool, try tool.run(arguments: Array(arguments.readableBytesView)))
        } catch let error as CancellationError {
            throw error
        } catch let failure as ToolFailure {
            return Message.toolErrorResult(failure.text)
        } catch let problem as ToolArgumentProblem {
            return Message.toolErrorResult("The arguments cannot be used: \(UntrustedText.escaping("\(problem)")).")
        } catch let error as OneShotContainers.TooMuchOutput {
            return Message.toolErrorResult("The tool wrote more than \(error.limit) bytes, and was ended.")
        } catch let error as EngineError where error.code == .cancelled {
            throw CancellationError()
        } catch let error as OneShotContainers.MissingImage {
            let image = UntrustedText.escaping(tool.image.text)
            return Message.toolErrorResult(
                "The image '\(image)' is not on the engine: apply the profile, or pull the image. (\(error))"
            )
        } catch {
            return Message.toolErrorResult("The tool cannot be run: \(UntrustedText.escaping("\(error)"))")
        }
    }

    private func check(_ arguments: ByteBuffer, of tool: ContainerTool) throws(ToolFailure) {
        guard let schema = schemas[tool.name] else { return }
        let violations = schema.violations(of: arguments)
        if !violations.isEmpty { throw ToolFailure(ArgumentValidator.refusal(of: violations, tool: tool.name)) }
        // What cannot be checked must not run.
        if let problem = schema.problem {
            throw ToolFailure("The tool's input schema cannot be used: \(UntrustedText.escaping(problem)).")
        }
    }

    private func run(_ tool: ContainerTool, _ run: ToolRun) async throws -> ByteBuffer {
        guard let containers else { throw ToolFailure("Containers can be run by a gateway only.") }
        let result = try await containers.run(
            configuration(of: tool, run),
            named: "mcp-reconcile-\(profile)-\(server.name)",
            input: ByteBuffer(),
            maximumOutput: Self.maximumOutput
        )
        let text = String(buffer: result.output)
        guard result.exitCode != 0 else {
            return ByteBuffer(string: #"{"content":[\#(Self.content(text))],"isError":false}"#)
        }
        let blocks = (text.isEmpty ? [] : [text]) + [Self.end(of: result)]
        return ByteBuffer(string: #"{"content":[\#(blocks.map(Self.content).joined(separator: ","))],"isError":true}"#)
    }

    private static func content(_ text: String) -> String {
        #"{"type":"text","text":\#(JSONString.quoting(text))}"#
    }

    private static func end(of result: OneShotContainers.Result) -> String {
        let cause =
            result.isOutOfMemory
            ? "The tool ran out of memory and was killed (exit code \(result.exitCode))"
            : "The tool ended with exit code \(result.exitCode)"
        let complaint = UntrustedText.escapingLines(String(result.standardError.suffix(quotedError)))
        return complaint.isEmpty ? cause + "." : cause + ":\n" + complaint
    }

    /// A run is confined as servers are.
    private func configuration(of tool: ContainerTool, _ run: ToolRun) -> ContainerConfiguration {
        let definition = ContainerDefinition(
            image: tool.image,
            imageID: nil,
            command: run.command,
            environment: [],
            user: run.user ?? "",
            mounts: run.mounts,
            network: server.network,
            extraHosts: server.extraHosts,
            resources: server.resources
        )
        var configuration = ContainerConfiguration(
            definition,
            labels: [
                "docker-mcp": "true", "docker-mcp-tool-type": "poci", "docker-mcp-name": tool.name,
                "docker-mcp-transport": "stdio",
            ]
        )
        configuration.command = run.command.isEmpty ? nil : run.command
        configuration.closesStandardInputOnce = true
        return configuration
    }
}

/// Why a call of a tool failed, in words for a model.
struct ToolFailure: Error, Hashable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }
}

extension ContainerTool {
    /// As `tools/list` shows it.
    fileprivate var definition: String {
        let description = description.map { #","description":\#(JSONString.quoting($0))"# } ?? ""
        let annotations = annotations.map { #","annotations":\#($0)"# } ?? ""
        return #"{"name":\#(JSONString.quoting(name))\#(description),"inputSchema":\#(inputSchema)\#(annotations)}"#
    }
}
