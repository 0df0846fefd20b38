import NIOCore
import NIOPosix
import SystemPackage
import Synchronization

/// A Linux inotify instance that is read on an event loop.
///
/// Events tell where to look again and never what is there: the kernel drops events when its queue is full, and a name
/// may mean another file by the time it is read.
final class INotify: Sendable {
    /// The kernel refuses a read into less than the next event, 16 bytes and a name of up to 256, so a buffer that
    /// adapts to small reads would end the watch at the first long name.
    private static let readSize = 16 << 10

    private let descriptor: INotifyDescriptor
    private let inbox = INotifyInbox()

    private init() throws(Errno) {
        descriptor = try INotifyDescriptor()
    }

    /// Lends an instance to `body`; it watches and reads no longer afterwards.
    ///
    /// - Throws: `Errno`, such as `tooManyOpenFiles` when the user has no instance left, and what `body` throws.
    static func lend(
        on group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        _ body: (INotify) async throws -> Void
    ) async throws {
        let instance = try INotify()
        let channel = try await instance.startReading(on: group)
        do {
            try await body(instance)
        } catch {
            channel.close(promise: nil)
            throw error
        }
        channel.close(promise: nil)
    }

    /// One element when there is something to take; ends when the instance can no longer be read.
    var wakeups: AsyncStream<Void> { inbox.wakeups }

    /// The events since the last call.
    func take() -> INotifyBatch { inbox.take() }

    /// Watches a directory, as ``INotifyDescriptor/watch(_:)``.
    func watch(_ directory: FilePath) throws(Errno) -> CInt? { try descriptor.watch(directory) }

    func unwatch(_ watch: CInt) { descriptor.unwatch(watch) }

    private func startReading(on group: any EventLoopGroup) async throws -> any Channel {
        let inbox = inbox
        let bootstrap = NIOPipeBootstrap(group: group)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Self.readSize))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(INotifyHandler(inbox))
                }
            }
        let copy = try descriptor.duplicate()
        do {
            return try await bootstrap.takingOwnershipOfDescriptor(input: copy).get()
        } catch {
            // The bootstrap hands the descriptor back when it fails.
            try? FileDescriptor(rawValue: copy).close()
            throw error
        }
    }
}

/// Hands the events from the event loop to whoever waits for them; what is not taken in time is bounded by its batch.
private final class INotifyInbox: Sendable {
    let wakeups: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let batch = Mutex(INotifyBatch())

    init() {
        (wakeups, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ later: INotifyBatch) {
        batch.withLock { $0.append(later) }
        continuation.yield()
    }

    func take() -> INotifyBatch {
        batch.withLock { batch in
            defer { batch = INotifyBatch() }
            return batch
        }
    }

    func finish() {
        continuation.finish()
    }
}

private final class INotifyHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let inbox: INotifyInbox

    init(_ inbox: INotifyInbox) {
        self.inbox = inbox
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        inbox.add(unwrapInboundIn(data).withUnsafeReadableBytes(INotifyBatch.init(decoding:)))
    }

    func channelInactive(context: ChannelHandlerContext) {
        inbox.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
