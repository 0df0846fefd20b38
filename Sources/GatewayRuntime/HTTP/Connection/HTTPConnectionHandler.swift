import DequeModule
import Logging
import NIOCore
import NIOHTTP1

/// One client's connection: reads requests one after the other and writes their answers.
///
/// It takes no task and no change of threads: a request is read, handled and answered where its connection lives.
final class HTTPConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// Where the connection stands in the request that it reads or answers.
    enum Phase {
        case idle
        case receiving(StreamableEndpoint.Route)
        /// It was answered before its end: the rest is skipped, but not without bound.
        case discarding(bytes: Int)
        case answering(Exchange, isStream: Bool)
    }

    let endpoint: StreamableEndpoint
    let connections: OpenConnections
    var context: ChannelHandlerContext?
    var phase = Phase.idle
    var isKeepAlive = true
    var method = HTTPMethod.GET
    var version = HTTPVersion.http1_1
    /// Such clients know neither bodies in chunks nor connections that go on by themselves.
    var isBeforeHTTP11: Bool { version == .http1_0 || version.major < 1 }
    /// What has come of the body of the request that is being received.
    var body = ByteBuffer()
    /// What came while a request before it is being answered.
    var waiting: Deque<HTTPServerRequestPart> = []
    private var isReadWanted = false
    private var isWorking = false
    var lastActivity = NIODeadline.now()
    /// Whether messages that came on this turn of the event loop are written at its end.
    var isDeliveryDue = false
    /// Whether events are being written.
    var isDelivering = false
    /// How often it was time to keep the present answer's client waiting.
    var keepAlives = 0

    init(_ endpoint: StreamableEndpoint, _ connections: OpenConnections) {
        self.endpoint = endpoint
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if !connections.add(self) { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        connections.remove(self)
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        abandon()
        connections.remove(self)
        context.fireChannelInactive()
    }

    /// Requests that a client sends ahead are not read further than they must be.
    func read(context: ChannelHandlerContext) {
        if waiting.isEmpty { context.read() } else { isReadWanted = true }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        receive(unwrapInboundIn(data))
    }

    func receive(_ part: HTTPServerRequestPart) {
        lastActivity = .now()
        if case .answering = phase { return waiting.append(part) }
        guard waiting.isEmpty, !isWorking else { return waiting.append(part) }
        work { take(part) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            lastActivity = .now()
            work { deliver() }
        }
        context.fireChannelWritabilityChanged()
    }

    /// Bytes that are no HTTP, or a connection that broke.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else { return context.close(promise: nil) }
        switch phase {
        // It has had its last answer.
        case .idle where !isKeepAlive: break
        case .idle, .receiving:
            isKeepAlive = false
            write(Answer(.malformedHTTP, to: .POST))
            context.flush()
        case .discarding, .answering: break
        }
        context.close(promise: nil)
    }

    /// Does something, and then whatever has become possible by it.
    func work(_ body: () -> Void) {
        body()
        guard !isWorking else { return }
        isWorking = true
        defer { isWorking = false }
        while !isAnswering, context?.channel.isActive == true, let part = waiting.popFirst() { take(part) }
        guard waiting.isEmpty, isReadWanted else { return }
        isReadWanted = false
        context?.read()
    }

    /// Whether the next request can begin.
    var isIdle: Bool {
        if case .idle = phase { waiting.isEmpty && !isWorking } else { false }
    }

    private var isAnswering: Bool {
        if case .answering = phase { true } else { false }
    }
}
