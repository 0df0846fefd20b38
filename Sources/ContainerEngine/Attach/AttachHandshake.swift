import NIOCore
import NIOHTTP1

/// Asks an engine to hand over a connection as a container's standard streams, and does so in the channel's pipeline.
///
/// Engines answer `101 UPGRADED`; old ones, and proxies that strip the Upgrade header, answer `200` and send the stream
/// as the body of that answer, which has no length and ends with the connection. Everything from the answer's head to
/// the caller's last handler happens in one event-loop tick, so bytes that come in the same packet meet the whole
/// pipeline.
final class AttachHandshake: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = HTTPClientRequestPart

    private enum State {
        case awaitingHead
        case awaitingEndOfUpgrade
        /// The body of a 200 is the stream, and what is written goes out as the body of the request.
        case forwardingBody
        case collectingFailure(status: Int, body: ByteBuffer)
        case done
    }

    private var state = State.awaitingHead
    private let order: AttachOrder
    private let encoder: HTTPRequestEncoder
    private let decoder: ByteToMessageHandler<HTTPResponseDecoder>
    /// Completed once, when the stream is handed over or will never be; nil from then on.
    private var promise: EventLoopPromise<Void>?
    private var timeout: Scheduled<Void>?

    init(
        _ order: AttachOrder,
        encoder: HTTPRequestEncoder,
        decoder: ByteToMessageHandler<HTTPResponseDecoder>,
        promise: EventLoopPromise<Void>
    ) {
        self.order = order
        self.encoder = encoder
        self.decoder = decoder
        self.promise = promise
    }

    func channelActive(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timeout = context.eventLoop.scheduleTask(in: TimeAmount(order.deadline)) {
            let (handler, context) = bound.value
            handler.fail(DeadlineExceeded(), context: context)
        }
        context.write(wrapOutboundOut(.head(order.request)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (state, unwrapInboundIn(data)) {
        case (.awaitingHead, .head(let head)): received(head, context: context)
        case (.awaitingEndOfUpgrade, .end): handOver(context: context)
        case (.forwardingBody, .body(let bytes)): context.fireChannelRead(wrapInboundOut(bytes))
        case (.forwardingBody, .end): context.close(promise: nil)
        case (.collectingFailure(let status, let body), .body(let part)):
            collect(status: status, body: body, part: part)
        case (.collectingFailure(let status, let body), .end):
            fail(EngineError(status: status, body: body, doing: order.doing), context: context)
        case (.awaitingHead, _), (.awaitingEndOfUpgrade, _), (.forwardingBody, .head), (.collectingFailure, .head),
            (.done, _):
            break
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        context.write(wrapOutboundOut(.body(.byteBuffer(unwrapOutboundIn(data)))), promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .collectingFailure(let status, let body) = state {
            fail(EngineError(status: status, body: body, doing: order.doing), context: context)
        }
        fail(ChannelError.eof, context: context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error, context: context)
        context.fireErrorCaught(error)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        fail(ChannelError.eof, context: context)
    }

    private func received(_ head: HTTPResponseHead, context: ChannelHandlerContext) {
        switch head.status.code {
        case 101: state = .awaitingEndOfUpgrade
        case 200:
            state = .forwardingBody
            installStream(context: context)
        case let status: state = .collectingFailure(status: Int(status), body: ByteBuffer())
        }
    }

    /// After a 101: nothing of HTTP stays, and the decoder's removal sends on what it had not read.
    private func handOver(context: ChannelHandlerContext) {
        state = .done
        let pipeline = context.pipeline.syncOperations
        pipeline.removeHandler(encoder, promise: nil)
        installStream(context: context)
        pipeline.removeHandler(context: context, promise: nil)
        pipeline.removeHandler(decoder, promise: nil)
    }

    private func installStream(context: ChannelHandlerContext) {
        do {
            try context.pipeline.syncOperations.addHandler(AttachFrameHandler(doing: order.doing))
            try order.install(context.channel)
            timeout?.cancel()
            promise?.succeed()
            promise = nil
        } catch {
            fail(error, context: context)
        }
    }

    private func collect(status: Int, body: ByteBuffer, part: ByteBuffer) {
        var body = body
        if body.readableBytes < EngineLimits.failureSize { body.writeImmutableBuffer(part) }
        state = .collectingFailure(status: status, body: body)
    }

    /// Ends the handshake and the connection; does nothing after the stream was handed over.
    private func fail(_ error: any Error, context: ChannelHandlerContext) {
        guard let promise else { return }
        self.promise = nil
        timeout?.cancel()
        state = .done
        promise.fail(error)
        context.close(promise: nil)
    }
}

/// What an ``AttachHandshake`` has to do.
struct AttachOrder: Sendable {
    let request: HTTPRequestHead
    /// What is attempted, as it reads after "cannot".
    let doing: String
    /// From the connection's opening to the stream's handing over.
    let deadline: Duration
    /// Adds the caller's handlers.
    let install: @Sendable (any Channel) throws -> Void
}
