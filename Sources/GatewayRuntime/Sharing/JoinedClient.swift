import ModelContextProtocol
import NIOCore
import NIOPosix
import ServiceLifecycle
package import SystemPackage

/// The client of a process that does not serve it itself: what comes on standard input goes to the socket of a gateway,
/// and back, to one gateway after the other.
package final class JoinedClient: Sendable {
    /// Why a conversation with a gateway has ended.
    package enum Ending: Hashable, Sendable {
        case clientLeft
        case gatewayEnded
        /// It took the connection and then ended it, or was given up, before it showed that it goes on.
        case gatewayIsSilent
        /// No gateway listens there, at least not now.
        case nobodyListens
    }

    /// A gateway's answers may be longer than what clients may send.
    private static let maximumAnswer = 2 * LineFramer.defaultLimit

    /// How long a gateway that goes on in another's place may take to show that it does.
    private static let greeting: TimeAmount = .seconds(30)

    /// How long the last answers may take to be read by a client that has closed its end.
    private static let farewell: TimeAmount = .seconds(1)

    private let pipe: any Channel
    private let state: NIOLoopBoundBox<State>

    /// What the event loop of all channels has to itself.
    private final class State {
        var conversation = JoinedConversation()
        /// Nil until the pipe is there.
        var near: RelayHandler?
        var isFirst = true
    }

    private init(_ pipe: any Channel, _ state: NIOLoopBoundBox<State>) {
        (self.pipe, self.state) = (pipe, state)
    }

    /// Lends the client of this process's standard streams.
    ///
    /// - Throws: What the body throws, or why the streams cannot be used.
    package static func lend(
        input: SystemPackage.FileDescriptor = .standardInput,
        output: SystemPackage.FileDescriptor = .standardOutput,
        _ body: (JoinedClient) async throws -> Void
    ) async throws {
        try await withPollableDescriptors(input: input, output: output) { input, output in
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            let state = NIOLoopBoundBox.makeBoxSendingValue(State(), eventLoop: loop)
            let pipe = try await NIOPipeBootstrap(group: loop)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelOption(.autoRead, value: false)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let near = RelayHandler(.client, limit: LineFramer.defaultLimit) {
                            state.value.conversation.said($0)
                        }
                        state.value.near = near
                        try channel.pipeline.syncOperations.addHandlers(LineWriter(), near)
                    }
                }
                .takingOwnershipOfDescriptors(input: input.rawValue, output: output.rawValue)
                .get()
            let client = JoinedClient(pipe, state)
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(try await body(client))
            } catch {
                outcome = .failure(error)
            }
            pipe.eventLoop.scheduleTask(in: farewell) { pipe.close(promise: nil) }
            // A client that has gone needs no last answers, and a pipe that is closed already is what is wanted.
            try? await pipe.writeAndFlush(ByteBuffer()).get()
            try? await pipe.close().get()
            try outcome.get()
        }
    }

    /// Carries messages to the gateway at a place and back, until the client closes its end and has its last answers,
    /// the gateway ends, or on graceful shutdown.
    ///
    /// A gateway that goes on in another's place is told first what that one was told. Until it has answered, what the
    /// client says waits: one that ends before was about to end, and nobody is told of it.
    package func converse(at place: GatewayPlace) async throws -> Ending {
        let bootstrap = ClientBootstrap(group: pipe.eventLoop)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.autoRead, value: false)
            .channelOption(.writeBufferWaterMark, value: StdioHandler.waterMark)
        // Whatever the reason, there is nothing to join.
        guard let socket = try? await bootstrap.connect(unixDomainSocketPath: place.socket.string).get() else {
            return .nobodyListens
        }
        let ending = try await begin(on: socket)
        return try await withGracefulShutdownHandler {
            try await ending.get()
        } onGracefulShutdown: { [pipe] in
            pipe.close(promise: nil)
            socket.close(promise: nil)
        }
    }

    private func begin(on socket: any Channel) async throws -> EventLoopFuture<Ending> {
        try await pipe.eventLoop.submit { [pipe, state] in
            // A gateway that is about to end takes connections, and ends them before anything is said.
            guard socket.isActive else { return socket.eventLoop.makeSucceededFuture(.gatewayIsSilent) }
            let far = RelayHandler(.gateway, limit: Self.maximumAnswer) { state.value.conversation.heard($0) }
            try socket.pipeline.syncOperations.addHandlers(LineWriter(), far)
            guard let near = state.value.near else { preconditionFailure("a client's pipe has a handler") }
            if state.value.isFirst {
                near.join(far)
            } else {
                self.greet(far, on: socket, for: near)
            }
            state.value.isFirst = false
            socket.read()
            pipe.read()
            pipe.closeFuture.whenComplete { _ in socket.close(promise: nil) }
            return socket.closeFuture.map { [pipe, state] in
                guard let near = state.value.near else { return Ending.clientLeft }
                near.part()
                guard !near.isInputClosed, pipe.isActive else { return Ending.clientLeft }
                let isSilent = state.value.conversation.isAwaiting
                near.write(state.value.conversation.ended())
                return isSilent ? .gatewayIsSilent : .gatewayEnded
            }
        }.get()
    }

    /// Tells a gateway what the one before it was told, and joins the two once it has answered that.
    private func greet(_ far: RelayHandler, on socket: any Channel, for near: RelayHandler) {
        let deadline = socket.eventLoop.scheduleTask(in: Self.greeting) { socket.close(promise: nil) }
        socket.closeFuture.whenComplete { _ in deadline.cancel() }
        far.listen { [state] message in
            if state.value.conversation.heard(message) { near.write([message]) }
            return !state.value.conversation.isAwaiting
        } completion: { [state] in
            deadline.cancel()
            near.write(state.value.conversation.news)
            near.join(far)
        }
        far.write(state.value.conversation.beginning())
    }
}
