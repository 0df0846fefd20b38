import Applier
import ContainerEngine
import Logging
import NIOCore
import Planner
import Spec

extension BackendOpening {
    /// How long a call waits for the cause after its connection broke: most often the container has ended.
    private static let grace: Duration = .milliseconds(700)

    /// Attaches to a container that speaks HTTP, starts it unless it runs, waits for its port, and connects to it.
    ///
    /// - Parameters:
    ///   - candidate: The container.
    ///   - endpoint: Where it answers.
    ///   - limit: How long it may take until the port takes connections.
    ///   - tail: Keeps what the container prints.
    /// - Returns: The connection, before its handshake.
    /// - Throws: Why it cannot be connected to; nothing is attached then.
    func connect(
        _ candidate: Candidate,
        at endpoint: HTTPEndpoint,
        within limit: Duration,
        tail: StandardErrorTail
    ) async throws -> BackendConnection {
        let receiver = RemoteReceiver(eventLoop: timers, grace: Self.grace)
        let voice = voice(of: candidate)
        let streams = try await engine.attach(candidate.container, on: eventLoop) { channel in
            let output = ContainerOutput(tail, voice) { receiver.ended() }
            try channel.pipeline.syncOperations.addHandler(output)
        }
        do {
            if !candidate.isRunning { try await engine.start(candidate.container) }
            let inspection = try await engine.inspect(candidate.container)
            guard inspection.state.status == .running else { throw BackendFailure.ended("ended") }
            let address = try ContainerAddress(of: inspection, port: endpoint.port)
            try await address.wait(within: limit, on: timers) {
                guard streams.isActive else { throw BackendFailure.ended("ended") }
            }
            return connection(candidate, endpoint, address, streams, receiver, tail, voice)
        } catch {
            streams.close(promise: nil)
            throw error
        }
    }

    private func connection(
        _ candidate: Candidate,
        _ endpoint: HTTPEndpoint,
        _ address: ContainerAddress,
        _ streams: any Channel,
        _ receiver: RemoteReceiver,
        _ tail: StandardErrorTail,
        _ voice: ServerVoice?
    ) -> BackendConnection {
        var logger = Logger.current
        logger[metadataKey: "mcp.server"] = "\(candidate.identity.address)"
        let http = RemoteHTTP(container: address, path: endpoint.path)
        let requestLimit = candidate.server.timeouts.call + .seconds(5)
        let link = remoteLink(endpoint.transport, http, receiver, requestLimit: requestLimit)
        let connection = BackendConnection(
            link: ContainerLink(http: link, streams: streams),
            logger: logger,
            voice: voice,
            standardError: tail
        )
        receiver.connect(to: connection)
        (link as? EventStreamLink)?.open()
        // It may have ended before anybody listened.
        if !streams.isActive { receiver.ended() }
        return connection
    }

    private func remoteLink(
        _ transport: RemoteServer.Transport,
        _ http: RemoteHTTP,
        _ receiver: RemoteReceiver,
        requestLimit: Duration
    ) -> any ServerLink {
        switch transport {
        case .streamable: StreamableLink(http, receiver: receiver, requestLimit: requestLimit, eventLoop: timers)
        case .sse: EventStreamLink(http, receiver: receiver, eventLoop: timers)
        }
    }
}
