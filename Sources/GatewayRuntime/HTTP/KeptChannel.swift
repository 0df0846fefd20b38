import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// Keeps what was set up for a connection until the connection is closed.
///
/// A connection that is accepted at the very moment of a shutdown is handed to nobody; without this its writer would go
/// unfinished, which is a trap in swift-nio (`NIOAsyncWriter`).
struct KeptChannel<Inner: ServerChildChannel>: ServerChildChannel {
    let inner: Inner

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Inner.Value> {
        inner.setup(channel: channel, logger: logger).map { value in
            channel.closeFuture.whenComplete { _ in withExtendedLifetime(value) {} }
            return value
        }
    }

    func handle(value: Inner.Value, logger: Logger) async {
        await inner.handle(value: value, logger: logger)
    }
}
