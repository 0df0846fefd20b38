import ModelContextProtocol
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The stdio transport (specification 2025-11-25, basic/transports): one message a line, on this process's standard
/// input and output, for the one client that started it.
///
/// It ends when the client closes its end, with calls in flight cancelled, or on graceful shutdown.
package struct StdioTransport: Service {
    private let gateway: Gateway
    private let input: CInt
    private let output: CInt

    package init(gateway: Gateway, input: CInt = 0, output: CInt = 1) {
        self.gateway = gateway
        self.input = input
        self.output = output
    }

    package func run() async throws {
        let session = gateway.openSession(transport: .stdio)
        let channel = try await NIOPipeBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(FlushCoalescer(), StdioHandler(session: session))
                }
            }
            .takingOwnershipOfDescriptors(input: dup(input), output: dup(output))
            .get()
        await withTaskGroup { group in
            group.addTask { await Self.forward(session.unsolicited, to: channel) }
            group.addTask {
                // However the client's end came about, this transport's work is done.
                try? await channel.closeFuture.get()
            }
            await withGracefulShutdownHandler {
                await withTaskCancellationHandler {
                    await group.next()
                } onCancel: {
                    channel.close(promise: nil)
                }
            } onGracefulShutdown: {
                channel.close(promise: nil)
            }
            session.close()
            channel.close(promise: nil)
            group.cancelAll()
        }
    }

    private static func forward(_ messages: AsyncStream<ByteBuffer>, to channel: any Channel) async {
        for await message in messages { channel.writeAndFlush(message.line, promise: nil) }
    }
}

/// Takes lines from the client and writes what its session answers.
private final class StdioHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let session: ClientSession
    private var framer = LineFramer()

    init(session: ClientSession) {
        self.session = session
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        framer.append(unwrapInboundIn(data))
        let channel = context.channel
        while let line = framer.next() {
            session.receive(line) { related in
                channel.writeAndFlush(related.line, promise: nil)
            } reply: { reply in
                guard let reply else { return }
                channel.writeAndFlush(reply.line, promise: nil)
            }
        }
    }

    /// The client closed its end: it expects nothing more.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

extension ByteBuffer {
    fileprivate var line: ByteBuffer {
        var line = self
        line.writeInteger(UInt8(ascii: "\n"))
        return line
    }
}
