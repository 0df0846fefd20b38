import Glibc
import NIOCore
import NIOPosix
import SystemPackage

/// A Linux inotify instance: directories are added and removed, and every event is one word, "something happened".
///
/// What happened is not told, because it could not be trusted: the kernel drops events when its queue is full, and a
/// name may mean another file by the time it is read. Whoever is told looks again.
final class INotify: Sendable {
    /// Everything by which the content of a directory, or the directory itself, can change.
    private static let mask =
        UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_MOVE_SELF | IN_DELETE_SELF)
        | UInt32(IN_ONLYDIR)

    private let descriptor: CInt
    private let channel: any Channel
    /// One element for each burst of events; ends when the instance is closed.
    let bursts: AsyncStream<Void>

    /// - Throws: `Errno`, such as `tooManyOpenFiles` when the user has no instance left.
    init(on group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton) async throws {
        let descriptor = inotify_init1(CInt(IN_NONBLOCK) | CInt(IN_CLOEXEC))
        guard descriptor >= 0 else { throw Errno(rawValue: errno) }
        let (bursts, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.descriptor = descriptor
        self.bursts = bursts
        // The channel owns a duplicate, so that watches can be added while it reads.
        channel = try await NIOPipeBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(BurstHandler(continuation))
                }
            }
            .takingOwnershipOfDescriptor(input: fcntl(descriptor, F_DUPFD_CLOEXEC, 0))
            .get()
    }

    /// Watches a directory; one that is watched already keeps its watch.
    ///
    /// - Returns: The watch; nil if there is no such directory.
    /// - Throws: `Errno.noSpace` when the user's watches are used up.
    func watch(_ directory: FilePath) throws(Errno) -> CInt? {
        let watch = inotify_add_watch(descriptor, directory.string, Self.mask)
        guard watch < 0 else { return watch }
        let error = Errno(rawValue: errno)
        switch error {
        case .noSuchFileOrDirectory, .notDirectory, .permissionDenied: return nil
        default: throw error
        }
    }

    func unwatch(_ watch: CInt) {
        // The kernel removes the watch of a directory that is gone by itself, and then there is nothing to do.
        inotify_rm_watch(descriptor, watch)
    }

    func close() {
        channel.close(promise: nil)
    }

    deinit {
        Glibc.close(descriptor)
    }
}

/// Turns whatever was read into one wake-up.
private final class BurstHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let continuation: AsyncStream<Void>.Continuation

    init(_ continuation: AsyncStream<Void>.Continuation) {
        self.continuation = continuation
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        continuation.yield()
    }

    func channelInactive(context: ChannelHandlerContext) {
        continuation.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
