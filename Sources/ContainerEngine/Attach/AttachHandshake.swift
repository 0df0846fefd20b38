import NIOCore

/// Asks an engine to hand over a connection as a container's standard streams, and does so in the channel's pipeline.
///
/// Engines answer `101 UPGRADED`; old ones, and proxies that strip the Upgrade header, answer `200` and hand the
/// connection over just the same. From the end of the answer's head to the caller's last handler no other event is
/// handled, so bytes that come in the same packet meet the whole pipeline.
final class AttachHandshake: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let order: AttachOrder
    private var response = AttachResponse()
    /// Completed once, when the stream is handed over or will never be; nil from then on.
    private var promise: EventLoopPromise<Void>?
    private var timeout: Scheduled<Void>?

    init(_ order: AttachOrder, promise: EventLoopPromise<Void>) {
        self.order = order
        self.promise = promise
    }

    func channelActive(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timeout = context.eventLoop.scheduleTask(in: TimeAmount(order.deadline)) {
            let (handler, context) = bound.value
            handler.fail(DeadlineExceeded(), context: context)
        }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: order.requestText)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard promise != nil else { return }
        do {
            switch try response.receive(unwrapInboundIn(data)) {
            case .incomplete: break
            case .stream(let bytes): handOver(bytes, context: context)
            case .failure(let status, let body): refused(status, body, context: context)
            }
        } catch {
            let message = "the answer is not HTTP (\(EscapedText(error.head)))"
            let code = EngineError.Code.protocolViolation
            fail(EngineError(code: code, doing: order.doing, message: message, cause: error), context: context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        ended(by: ChannelError.eof, context: context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        ended(by: error, context: context)
        context.fireErrorCaught(error)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        fail(ChannelError.eof, context: context)
    }

    private func handOver(_ bytes: ByteBuffer, context: ChannelHandlerContext) {
        do {
            try context.pipeline.syncOperations.addHandler(AttachFrameHandler(doing: order.doing))
            try order.install(context.channel)
        } catch {
            fail(error, context: context)
            return
        }
        timeout?.cancel()
        promise?.succeed()
        promise = nil
        if bytes.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(bytes)) }
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    /// The engine's refusal counts for more than how the connection ended after it.
    private func ended(by error: any Error, context: ChannelHandlerContext) {
        if case .failure(let status, let body) = response.ended() {
            refused(status, body, context: context)
        }
        fail(error, context: context)
    }

    private func refused(_ status: Int, _ body: ByteBuffer, context: ChannelHandlerContext) {
        fail(EngineError(status: status, body: body, doing: order.doing), context: context)
    }

    /// Ends the handshake and the connection; does nothing after the stream was handed over.
    private func fail(_ error: any Error, context: ChannelHandlerContext) {
        guard let promise else { return }
        self.promise = nil
        timeout?.cancel()
        promise.fail(error)
        context.close(promise: nil)
    }
}

/// What an ``AttachHandshake`` has to do.
struct AttachOrder: Sendable {
    /// The path and query of the request.
    let target: String
    let host: String
    /// What is attempted, as it reads after "cannot".
    let doing: String
    /// From the connection's opening to the stream's handing over.
    let deadline: Duration
    /// Adds the caller's handlers.
    let install: @Sendable (any Channel) throws -> Void

    /// The whole request; every part of it is percent-encoded or checked, so no line can be smuggled in.
    var requestText: String {
        "POST \(target) HTTP/1.1\r\nHost: \(host)\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 0\r\n\r\n"
    }
}
