import ModelContextProtocol
import NIOCore
import NIOPosix
import ServiceLifecycle
package import SystemPackage

/// The stdio transport (specification 2025-11-25, basic/transports): one message a line, on this process's standard
/// input and output, for the one client that started it.
///
/// It ends when the client closes its end, with what is under way taken back, or on graceful shutdown.
package struct StdioTransport: Service {
    private let gateway: Gateway
    private let input: SystemPackage.FileDescriptor
    private let output: SystemPackage.FileDescriptor

    package init(
        gateway: Gateway,
        input: SystemPackage.FileDescriptor = .standardInput,
        output: SystemPackage.FileDescriptor = .standardOutput
    ) {
        self.gateway = gateway
        self.input = input
        self.output = output
    }

    package func run() async throws {
        try await withPollableDescriptors(input: input, output: output) { input, output in
            try await serve(input, output)
        }
    }

    private func serve(_ input: SystemPackage.FileDescriptor, _ output: SystemPackage.FileDescriptor) async throws {
        let session = gateway.openSession(transport: .stdio)
        defer { session.close() }
        let channel = try await open(input, output, for: session)
        await withTaskGroup { group in
            group.addTask {
                for await message in session.unsolicited { channel.writeAndFlush(message, promise: nil) }
            }
            await withGracefulShutdownHandler {
                await withTaskCancellationHandler {
                    // However the client's end came about, this transport's work is done.
                    try? await channel.closeFuture.get()
                } onCancel: {
                    channel.close(promise: nil)
                }
            } onGracefulShutdown: {
                channel.close(promise: nil)
            }
            group.cancelAll()
        }
    }

    private func open(
        _ input: SystemPackage.FileDescriptor,
        _ output: SystemPackage.FileDescriptor,
        for session: ClientSession
    ) async throws -> any Channel {
        try await NIOPipeBootstrap(group: gateway.eventLoop)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.writeBufferWaterMark, value: StdioHandler.waterMark)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(LineWriter(), StdioHandler(session))
                }
            }
            .takingOwnershipOfDescriptors(input: input.rawValue, output: output.rawValue)
            .get()
    }
}
