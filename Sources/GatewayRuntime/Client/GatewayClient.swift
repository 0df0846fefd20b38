import AsyncHTTPClient
package import ModelContextProtocol
package import NIOCore
import NIOHTTP1
import NIOPosix
import Spec
import Synchronization

/// A small MCP client over streamable HTTP, for the commands that look at a gateway that runs elsewhere.
///
/// ``withGatewayClient(at:token:version:limits:_:)`` makes one, does the handshake and ends the session.
package final class GatewayClient: Sendable {
    struct State {
        var lastID: Int64 = 0
        var session: String?
        var version: ProtocolVersion?
    }

    let url: GatewayURL
    let token: BearerToken?
    let limits: GatewayClientLimits
    let http: HTTPClient
    let state = Mutex(State())

    fileprivate init(url: GatewayURL, token: BearerToken?, limits: GatewayClientLimits, http: HTTPClient) {
        self.url = url
        self.token = token
        self.limits = limits
        self.http = http
    }

    /// All tools that the gateway serves, in its order.
    package func tools() async throws(GatewayClientError) -> [ListedItem] {
        let doing = "list the tools"
        var tools: [ListedItem] = []
        var cursor: String?
        for _ in 0..<limits.pages {
            let params = cursor.map { #"{"cursor":\#($0)}"# } ?? "{}"
            let result = try await request("tools/list", params: params, doing: doing)
            guard let page = try? ListPage(result, result: 0..<result.readableBytes, of: .tools) else {
                throw GatewayClientError(.protocolViolation, doing: doing, message: "\(url) sent no list of tools")
            }
            tools += page.items
            guard let next = page.nextCursor else { return tools }
            cursor = String(buffer: next)
        }
        throw GatewayClientError(.protocolViolation, doing: doing, message: "\(url) sent a list that does not end")
    }

    /// Calls a tool with a JSON object as its arguments.
    ///
    /// The result is the JSON object that the gateway sent; `isError` in it says whether the tool failed.
    package func call(_ tool: String, arguments: ByteBuffer) async throws(GatewayClientError) -> ByteBuffer {
        let doing = "call tool \(UntrustedText.escaping(tool))"
        guard let arguments = try? JSONText(arguments), arguments.isObject else {
            throw GatewayClientError(.invalidArguments, doing: doing, message: "the arguments are no JSON object")
        }
        let params = #"{"name":\#(JSONString.quoting(tool)),"arguments":\#(String(buffer: arguments.bytes))}"#
        return try await request("tools/call", params: params, doing: doing)
    }
}

// MARK: - Life

/// Lends a client whose handshake is done; the session is ended afterwards, whether `body` throws or not.
///
/// The gateway is told the program's version. A handshake that fails throws ``GatewayClientError``.
package func withGatewayClient<Return: Sendable>(
    at url: GatewayURL,
    token: BearerToken?,
    version: String,
    limits: GatewayClientLimits = GatewayClientLimits(),
    _ body: (GatewayClient) async throws -> Return
) async throws -> Return {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.httpVersion = .http1Only
    configuration.timeout.connect = TimeAmount(limits.connect)
    configuration.connectionPool.retryConnectionEstablishment = false
    let http = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    let client = GatewayClient(url: url, token: token, limits: limits, http: http)
    do {
        try await client.begin(version: version)
        let result = try await body(client)
        await client.end()
        return result
    } catch {
        await client.end()
        throw error
    }
}

extension GatewayClient {
    fileprivate func begin(version: String) async throws(GatewayClientError) {
        let doing = "begin a session with the gateway"
        let info = #"{"name":"mcp-reconcile","version":\#(JSONString.quoting(version))}"#
        let wanted = ProtocolVersion.latest.rawValue
        let params = #"{"protocolVersion":"\#(wanted)","capabilities":{},"clientInfo":\#(info)}"#
        let result = try await request("initialize", params: params, doing: doing)
        guard let handshake = try? JSONText(result), let text = handshake["protocolVersion"]?.string,
            let agreed = ProtocolVersion(rawValue: text)
        else {
            let message = "\(url) speaks no revision of the protocol that this program knows"
            throw GatewayClientError(.protocolViolation, doing: doing, message: message)
        }
        state.withLock { $0.version = agreed }
        try await notify("notifications/initialized", doing: doing)
    }

    /// Says goodbye, if there is anything to end, and closes the connections.
    fileprivate func end() async {
        if state.withLock({ $0.session != nil }) {
            // The work is done: a gateway that does not hear it finds out by itself.
            _ = try? await exchange(.DELETE, body: nil, within: limits.goodbye, doing: "end the session")
        }
        // The one error it throws says that it was shut down already.
        try? await http.shutdown()
    }
}
