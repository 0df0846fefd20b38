import Logging
import ModelContextProtocol
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import SystemPackage

/// Lets other gateways of this user and profile join: on a socket, each connection is a client that speaks as on stdio.
package struct SocketServer: Service {
    /// Connections at once; more are closed.
    private static let maximumConnections = 256

    private let gateway: Gateway
    private let place: GatewayPlace
    private let clients = SocketClients(maximum: maximumConnections)

    package init(gateway: Gateway, place: GatewayPlace) {
        self.gateway = gateway
        self.place = place
    }

    /// Serves until graceful shutdown or cancellation.
    package func run() async throws {
        let channel = try await listen()
        await withDiscardingTaskGroup { group in
            group.addTask { await forwardUnsolicited() }
            await withGracefulShutdownHandler {
                await withTaskCancellationHandler {
                    // However it came about, nobody can join any more.
                    try? await channel.closeFuture.get()
                } onCancel: {
                    channel.close(promise: nil)
                }
            } onGracefulShutdown: {
                channel.close(promise: nil)
            }
            clients.closeAll()
            group.cancelAll()
        }
        // Another gateway may have made its own meanwhile only if it holds the lease, and it does not yet.
        unlink(place.socket.string)
    }

    /// Returns once nobody is joined, or on graceful shutdown.
    package func untilUnused() async {
        await clients.untilUnused()
    }

    private func listen() async throws -> any Channel {
        try await ServerBootstrap(group: gateway.eventLoop)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.writeBufferWaterMark, value: StdioHandler.waterMark)
            .childChannelInitializer { [gateway, clients] channel in
                channel.eventLoop.makeCompletedFuture {
                    let session = gateway.openSession(transport: .socket)
                    guard clients.add(session, channel) else {
                        session.close()
                        return channel.close(promise: nil)
                    }
                    channel.closeFuture.whenComplete { _ in
                        session.close()
                        clients.remove(session)
                    }
                    try channel.pipeline.syncOperations.addHandlers(LineWriter(), StdioHandler(session))
                }
            }
            .bind(unixDomainSocketPath: place.socket.string, cleanupExistingSocketFile: true)
            .get()
    }

    private func forwardUnsolicited() async {
        await withDiscardingTaskGroup { group in
            for await (session, channel) in clients.opened {
                group.addTask { await Self.forward(session, to: channel) }
            }
            group.cancelAll()
        }
    }

    private static func forward(_ session: ClientSession, to channel: any Channel) async {
        for await message in session.unsolicited { channel.writeAndFlush(message, promise: nil) }
    }
}

/// Who is joined at the moment.
private final class SocketClients: Sendable {
    /// Each client that has joined.
    let opened: AsyncStream<(ClientSession, any Channel)>
    private let openedContinuation: AsyncStream<(ClientSession, any Channel)>.Continuation
    private let counts: AsyncStream<Int>
    private let countsContinuation: AsyncStream<Int>.Continuation
    private let channels = Mutex<[SessionID: any Channel]>([:])
    private let maximum: Int

    init(maximum: Int) {
        self.maximum = maximum
        (opened, openedContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(maximum))
        (counts, countsContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        countsContinuation.yield(0)
    }

    func add(_ session: ClientSession, _ channel: any Channel) -> Bool {
        let count = channels.withLock { channels -> Int? in
            guard channels.count < maximum else { return nil }
            channels[session.id] = channel
            return channels.count
        }
        guard let count else { return false }
        countsContinuation.yield(count)
        openedContinuation.yield((session, channel))
        return true
    }

    func remove(_ session: ClientSession) {
        let count = channels.withLock { channels in
            channels[session.id] = nil
            return channels.count
        }
        countsContinuation.yield(count)
    }

    func closeAll() {
        openedContinuation.finish()
        for channel in channels.withLock({ Array($0.values) }) { channel.close(promise: nil) }
    }

    /// It is waited for once.
    func untilUnused() async {
        for await count in counts.cancelOnGracefulShutdown() where count == 0 { return }
    }
}
