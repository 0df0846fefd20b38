import ModelContextProtocol
import NIOCore
import Spec

/// What a request that a server answers is for, in the names that clients see.
enum Destination: Hashable, Sendable {
    case tool(String)
    case prompt(String)
    case resource(String)
    /// The completion of a prompt's argument.
    case completionOfPrompt(String)
    /// The completion of a variable in a resource template.
    case completionOfTemplate(String)

    /// The routes to try; nil if nobody answers for it.
    func routes(in table: RouteTable) -> RouteTable.Routes? {
        switch self {
        case .tool(let name): table.route(forTool: name).map { ($0, []) }
        case .prompt(let name), .completionOfPrompt(let name): table.route(forPrompt: name).map { ($0, []) }
        case .completionOfTemplate(let text): table.route(forTemplate: text).map { ($0, []) }
        case .resource(let uri): table.routes(forResource: uri)
        }
    }

    /// The refusal of a request that nobody answers for.
    ///
    /// What is denied and what does not exist look the same.
    func unknown(for request: ClientRequest) -> ByteBuffer {
        switch self {
        case .tool(let name): Self.unknown("tool", name, request)
        case .prompt(let name), .completionOfPrompt(let name): Self.unknown("prompt", name, request)
        case .completionOfTemplate(let text): Self.unknown("resource template", text, request)
        case .resource(let uri): Self.missing(uri, request)
        }
    }

    private static func unknown(_ noun: String, _ name: String, _ request: ClientRequest) -> ByteBuffer {
        let text = "unknown \(noun) '\(UntrustedText.escaping(String(name.prefix(128))))'"
        return Message.error(.invalidParams, text, id: request.id)
    }

    /// Each era has its own code (specification 2025-11-25, server/resources, error handling; 2026-07-28).
    private static func missing(_ uri: String, _ request: ClientRequest) -> ByteBuffer {
        let code = request.isStateless ? JSONRPCErrorCode.invalidParams : .resourceNotFound
        let data = #"{"uri":\#(JSONString.quoting(String(uri.prefix(2048))))}"#
        return Message.error(code, "resource not found", id: request.id, data: data)
    }
}
