import Logging
import ModelContextProtocol
import NIOCore
import NIOEmbedded
import Spec
import Testing

@testable import GatewayRuntime

/// How the gateway finds out which era a server speaks.
@Suite struct GreetingTests {
    private let channel = NIOAsyncTestingChannel()
    private let connection: BackendConnection

    init() {
        connection = BackendConnection(
            link: ChannelLink(channel: channel),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private static let discovery = #"{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{}}"#
    private static let initialization = #"{"protocolVersion":"2025-11-25","capabilities":{}}"#

    @Test(arguments: [-32022, -32601, -32602, -32600, 7])
    func aServerThatRefusesAHandshakeIsAskedWhetherItNeedsNone(code: Int) async throws {
        let offering = begin(Greeting())
        try await answer(.initialize, error: code)
        try await answer(.discover, Self.discovery)
        _ = try await offering.value
        #expect(connection.isStateless)
    }

    @Test func aServerWithHandshakesIsAskedNothingElse() async throws {
        let offering = begin(Greeting())
        try await answer(.initialize, Self.initialization)
        _ = try await offering.value
        #expect(!connection.isStateless)
        #expect(try Envelope(of: try await next()).knownMethod == .initialized)
        #expect(try await channel.readOutbound(as: ByteBuffer.self) == nil)
    }

    /// The first refusal is what its author can mend.
    @Test func aServerThatSpeaksNothingKnownIsRefusedWithItsFirstWords() async throws {
        let offering = begin(Greeting())
        try await answer(.initialize, error: -32000)
        try await answer(.discover, error: -32601)
        let fault = await #expect(throws: HandshakeFault.self) { try await offering.value }
        #expect(fault?.sentence == "answered 'initialize' with an error: error -32000")
    }

    @Test func aServerThatIsSilentAtAHandshakeIsAskedWhetherItNeedsNone() async throws {
        let offering = begin(Greeting())
        #expect(try Envelope(of: try await next()).knownMethod == .initialize)
        await channel.testingEventLoop.advanceTime(by: .seconds(15))
        try await answer(.discover, Self.discovery)
        _ = try await offering.value
        #expect(connection.isStateless)
    }

    /// Half of the time may be too short for a server that is loaded from somewhere first.
    @Test func aServerThatIsOnlySlowMayStillCompleteTheHandshake() async throws {
        let offering = begin(Greeting())
        let initialize = try await next()
        await channel.testingEventLoop.advanceTime(by: .seconds(15))
        try await answer(.discover, error: -32601)
        let id = try #require(try Envelope(of: initialize).id.map { initialize.piece($0) })
        connection.receive(Message.result(Self.initialization, id: id))
        _ = try await offering.value
        #expect(!connection.isStateless)
        #expect(try Envelope(of: try await next()).knownMethod == .initialized)
    }

    @Test func whatIsRememberedIsTriedFirst() async throws {
        let offering = begin(Greeting(known: .stateless))
        try await answer(.discover, error: -32601)
        try await answer(.initialize, Self.initialization)
        _ = try await offering.value
        #expect(!connection.isStateless)
    }

    @Test func onlyOneEraIsSpokenWhereTheManifestSaysSo() async throws {
        let pinned = begin(Greeting(.stateless, known: .handshake))
        try await answer(.discover, #"{"supportedVersions":["2031-01-01"],"capabilities":{}}"#)
        let fault = await #expect(throws: HandshakeFault.self) { try await pinned.value }
        #expect(fault?.sentence.contains("'2031-01-01'") == true)
        let other = begin(Greeting(.handshake, known: .stateless))
        try await answer(.initialize, error: -32022)
        await #expect(throws: HandshakeFault.self) { try await other.value }
        #expect(try await channel.readOutbound(as: ByteBuffer.self) == nil)
    }

    @Test func theGatewaysOwnRequestsDescribeThemselves() async throws {
        let offering = begin(Greeting(.stateless))
        let request = try await answer(.discover, #"{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}}}"#)
        let described = try StatelessEnvelope(request, Envelope(of: request))
        #expect(described.version == .v2026_07_28)
        #expect(described.clientCapabilities?.keys == [])
        let listing = try await answer(.toolsList, #"{"tools":[],"ttlMs":7,"cacheScope":"public"}"#)
        #expect(try Envelope(of: listing).statelessVersion != nil)
        #expect(try await offering.value.hints[.tools] == CacheHint(lifetime: .milliseconds(7), isPublic: true))
    }

    /// Another gateway may have listened before, and its stream goes on.
    @Test func newsOfAStrangersStreamAreNoNews() async throws {
        let offering = begin(Greeting(.stateless))
        try await answer(.discover, Self.discovery)
        _ = try await offering.value
        connection.listen(to: Listening.Interest(lists: [.toolListChanged]))
        let request = try await next()
        let id = try #require(try Envelope(of: request).id.map { request.text(at: $0) })
        connection.receive(news("notifications/subscriptions/acknowledged", of: id))
        connection.receive(news("notifications/tools/list_changed", of: "12"))
        #expect(connection.takeStaleLists() == [])
        connection.receive(news("notifications/tools/list_changed", of: id))
        #expect(connection.takeStaleLists() == [.tools])
        connection.close()
        #expect(try Envelope(of: try await next()).knownMethod == .cancelled)
    }

    private func news(_ method: String, of id: String) -> ByteBuffer {
        Message.notification(method, params: #"{"_meta":{"io.modelcontextprotocol/subscriptionId":\#(id)}}"#)
    }

    private func begin(_ greeting: Greeting) -> Task<Offering, any Error> {
        Task { try await connection.begin(as: "1", allowing: .none, greeting: greeting, within: .seconds(30)) }
    }

    @discardableResult
    private func answer(_ method: MCPMethod, _ result: String) async throws -> ByteBuffer {
        try await answer(method) { Message.result(result, id: $0) }
    }

    private func answer(_ method: MCPMethod, error code: Int) async throws {
        let error = ByteBuffer(string: #"{"code":\#(code),"message":"error \#(code)"}"#)
        try await answer(method) { Message.error(error, id: $0) }
    }

    @discardableResult
    private func answer(_ method: MCPMethod, _ make: (ByteBuffer) -> ByteBuffer) async throws -> ByteBuffer {
        let request = try await next()
        let envelope = try Envelope(of: request)
        #expect(envelope.knownMethod == method)
        connection.receive(make(try #require(envelope.id.map { request.piece($0) })))
        return request
    }

    private func next() async throws -> ByteBuffer {
        try await channel.waitForOutboundWrite(as: ByteBuffer.self)
    }
}
