import GatewayRuntime
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Testing

/// A server on a free port of loopback that lives as long as a test's closure, and how it is talked to.
struct TestServer: Sendable {
    static let token = "a-token-for-tests"

    let port: Int
    let shutdown: @Sendable () async -> Void

    /// Runs a server of scripted sessions while `body` runs.
    @discardableResult
    static func lend<Return: Sendable>(
        sessions: ScriptedSessions = ScriptedSessions(),
        limits: HTTPServerLimits = HTTPServerLimits(),
        clock: any Clock<Duration> = ContinuousClock(),
        readiness: Readiness = Readiness(isReady: true),
        servesEventStreams: Bool = false,
        _ body: @Sendable (TestServer) async throws -> Return
    ) async throws -> Return {
        try await lend(
            opening: { sessions.open() },
            limits: limits,
            clock: clock,
            readiness: readiness,
            servesEventStreams: servesEventStreams,
            body
        )
    }

    /// Runs a server while `body` runs.
    static func lend<Return: Sendable>(
        opening openSession: @escaping @Sendable () -> any TransportSession,
        limits: HTTPServerLimits = HTTPServerLimits(),
        clock: any Clock<Duration> = ContinuousClock(),
        readiness: Readiness = Readiness(isReady: true),
        servesEventStreams: Bool = false,
        _ body: @Sendable (TestServer) async throws -> Return
    ) async throws -> Return {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let server = StreamableHTTPServer(
            port: 0,
            token: try #require(BearerToken(token)),
            limits: limits,
            clock: clock,
            onListening: { continuation.yield($0.port) },
            readiness: { readiness },
            servesEventStreams: servesEventStreams,
            openSession: openSession
        )
        let group = ServiceGroup(services: [server], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                try await group.run()
            }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            do {
                let result = try await body(TestServer(port: port) { await group.triggerGracefulShutdown() })
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                return result
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
        }
    }

    var host: (String, String) { ("Host", "127.0.0.1:\(port)") }

    /// The headers of a well-formed POST, with some replaced, or removed where the replacement is nil.
    func headers(_ changes: [String: String?] = [:]) -> [(String, String)] {
        let usual = [
            "Host": "127.0.0.1:\(port)",
            "Authorization": "Bearer \(Self.token)",
            "Accept": "application/json, text/event-stream",
            "Content-Type": "application/json",
        ]
        return usual.merging(changes.compactMapValues(\.self)) { _, new in new }
            .filter { changes[$0.key] != .some(.none) }
            .map { ($0.key, $0.value) }
    }

    /// Sends one request over a connection of its own.
    func send(
        _ method: HTTPMethod = .POST,
        _ path: String = "/mcp",
        _ changes: [String: String?] = [:],
        _ body: String? = nil
    ) async throws -> HTTPConnection.Response {
        let headers = headers(changes)
        return try await HTTPConnection.lend(port: port) { connection in
            try await connection.send(method, path, headers, body)
        }
    }

    /// Sends one request over a connection of its own and checks the status of the answer.
    @discardableResult
    func expect(
        _ status: UInt,
        _ method: HTTPMethod = .POST,
        _ path: String = "/mcp",
        _ changes: [String: String?] = [:],
        _ body: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> HTTPConnection.Response {
        let response = try await send(method, path, changes, body)
        #expect(response.status == status, "\(method) \(path) \(changes)", sourceLocation: sourceLocation)
        return response
    }

    /// Does the handshake and returns the session's id.
    func initialize() async throws -> String {
        let response = try await send(.POST, "/mcp", [:], Self.handshake)
        #expect(response.status == 200)
        return try #require(response.header("Mcp-Session-Id"))
    }

    static let handshake = #"""
        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{}}}
        """#
    static let call = #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}"#
}
