import NIOCore
import NIOPosix
import ServiceLifecycle
package import SystemPackage

/// A client's side of a gateway that serves already: what comes on standard input goes to its socket, and back.
package struct JoinedGateway: Service {
    /// The gateway ended before its client did.
    package struct Ended: Error {}

    private let socket: any Channel
    private let input: SystemPackage.FileDescriptor
    private let output: SystemPackage.FileDescriptor

    /// Connects to the gateway that serves at a place; nil if none listens there (yet).
    package init?(
        at place: GatewayPlace,
        input: SystemPackage.FileDescriptor = .standardInput,
        output: SystemPackage.FileDescriptor = .standardOutput
    ) async {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton.next())
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.autoRead, value: false)
        // Whatever the reason, there is nothing to join.
        guard let socket = try? await bootstrap.connect(unixDomainSocketPath: place.socket.string).get() else {
            return nil
        }
        self.socket = socket
        self.input = input
        self.output = output
    }

    /// Carries messages until the client closes its end and has its last answers, or on graceful shutdown.
    ///
    /// - Throws: ``Ended`` if the gateway ends first.
    package func run() async throws {
        try await withPollableDescriptors(input: input, output: output) { input, output in
            let pipe = try await NIOPipeBootstrap(group: socket.eventLoop)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelOption(.autoRead, value: false)
                .takingOwnershipOfDescriptors(input: input.rawValue, output: output.rawValue)
                .get()
            try await carry(between: pipe, and: socket)
        }
    }

    private func carry(between pipe: any Channel, and socket: any Channel) async throws {
        let isClientGone = try await socket.eventLoop.submit {
            let (near, far) = RelayHandler.pair()
            try pipe.pipeline.syncOperations.addHandler(near)
            try socket.pipeline.syncOperations.addHandler(far)
            pipe.read()
            socket.read()
            let bound = NIOLoopBound(near, eventLoop: socket.eventLoop)
            return socket.closeFuture.map { bound.value.isInputClosed }
        }.get()
        let hasEnded = try await withGracefulShutdownHandler {
            try await !isClientGone.get()
        } onGracefulShutdown: {
            pipe.close(promise: nil)
            socket.close(promise: nil)
        }
        // A pipe that is closed already is what is wanted.
        try? await pipe.close().get()
        if hasEnded, !Task.isShuttingDownGracefully { throw Ended() }
    }
}
