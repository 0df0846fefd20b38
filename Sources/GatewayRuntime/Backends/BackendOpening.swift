import Applier
import ContainerEngine
import Logging
import ModelContextProtocol
import NIOCore
import NIOPosix
import Planner
import Spec
import Synchronization

/// What a gate or a gateway needs to make connections to servers.
struct BackendOpening: Sendable {
    let engine: EngineClient
    /// The program's version, which servers are told.
    let version: String
    /// Where the connections live; nil spreads them over the engine client's threads.
    var eventLoop: (any EventLoop)?
    /// What servers may ask of the one client behind them.
    var questions = Questions.none
    /// What was learned of servers when they were opened before.
    var eras = KnownEras()
    /// Where it is kept what servers write beside their messages; nil if it is not.
    var logs: ServerLogs?
    /// Makes the containers of tools; nil where none can be made.
    var ephemerals: EphemeralContainers?

    /// Where deadlines are kept that belong to no connection.
    var timers: any EventLoop { eventLoop ?? MultiThreadedEventLoopGroup.singleton.any() }

    /// A server whose handshake is done.
    struct Opened: Sendable {
        let connection: BackendConnection
        let offering: Offering
    }

    /// Attaches to a container, starts it unless it runs, completes the handshake and lists what it offers.
    ///
    /// - Throws: ``AdmissionError``; nothing is attached then, and the container is as it was left.
    func open(_ candidate: Candidate) async throws(AdmissionError) -> Opened {
        try await admitting(candidate) { try await opened(candidate) }
    }

    /// As ``open(_:)``.
    ///
    /// - Throws: ``AdmissionError``; `EngineError` if the engine does not answer.
    func opened(_ candidate: Candidate) async throws -> Opened {
        let (connection, offering) = try await begin(candidate) { connection, greeting, limit in
            try await connection.begin(as: version, allowing: questions, greeting: greeting, within: limit)
        }
        connection.voice?.note("serves \(offering[.tools].count) tools")
        return Opened(connection: connection, offering: offering)
    }

    /// Puts an engine that does not answer, or refuses, in the words of an admission.
    func admitting<Value>(
        _ candidate: Candidate,
        _ body: () async throws -> Value
    ) async throws(AdmissionError) -> Value {
        do {
            return try await body()
        } catch {
            throw refusal(error, of: candidate)
        }
    }

    /// As ``opened(_:)``, but nothing is listed: a copy offers what its original does.
    func opened(copy candidate: Candidate) async throws -> BackendConnection {
        try await begin(candidate) { connection, greeting, limit in
            try await connection.beginUnlisted(as: version, allowing: questions, greeting: greeting, within: limit)
        }
        .0
    }

    /// What is done with a connection in the given time, once it is made.
    private typealias Beginning<Value> = (BackendConnection, Greeting, _ limit: Duration) async throws -> Value

    private func begin<Value>(
        _ candidate: Candidate,
        _ body: Beginning<Value>
    ) async throws -> (BackendConnection, Value) {
        let image = "\(candidate.server.image)"
        // The transport of the oldest revision carries no request without a handshake.
        let choice = candidate.server.http?.transport == .sse ? .handshake : candidate.server.protocolChoice
        let greeting = Greeting(choice, known: eras[image])
        do {
            let begun = try await begin(candidate, greeting, body)
            eras.note(begun.0.isStateless ? .stateless : .handshake, of: image)
            return begun
        } catch let error as AdmissionError where error.code == .exited && greeting.triesBoth {
            return try await beginAgain(candidate, ended: error, at: greeting.first, body)
        }
    }

    /// Starts a server once more that ended at the first words, and begins with others.
    private func beginAgain<Value>(
        _ candidate: Candidate,
        ended error: AdmissionError,
        at first: ServerEra,
        _ body: Beginning<Value>
    ) async throws -> (BackendConnection, Value) {
        let image = "\(candidate.server.image)"
        var stopped = candidate
        stopped.isRunning = false
        switch first {
        case .stateless:
            // The image is another one than before, and its server ends at what it does not know.
            eras.forget(image)
            return try await begin(stopped, Greeting(.handshake), body)
        case .handshake:
            // Most servers that end so lack something else, and what they said first is what their authors can mend.
            guard candidate.server.http == nil, eras.mayProbe("\(candidate.container)"), !Task.isCancelled,
                let begun = try? await begin(stopped, Greeting(.stateless), body, share: 2)
            else { throw error }
            eras.note(.stateless, of: image)
            return begun
        }
    }

    /// Makes a connection and begins on it within the time for starting, or its half if two share it.
    private func begin<Value>(
        _ candidate: Candidate,
        _ greeting: Greeting,
        _ body: Beginning<Value>,
        share: Int = 1
    ) async throws -> (BackendConnection, Value) {
        let limit = candidate.server.timeouts.start / share
        if let endpoint = candidate.server.http {
            return try await begin(candidate, at: endpoint, greeting, body, within: limit)
        }
        let connection = try await attach(candidate)
        do {
            if !candidate.isRunning { try await engine.start(candidate.container) }
            return (connection, try await body(connection, greeting, limit))
        } catch let error as EngineError where error.isDelay {
            connection.close()
            throw error
        } catch {
            let admission = await admissionError(error, connection.standardError, candidate)
            connection.close()
            throw admission
        }
    }

    private func begin<Value>(
        _ candidate: Candidate,
        at endpoint: HTTPEndpoint,
        _ greeting: Greeting,
        _ body: Beginning<Value>,
        within limit: Duration
    ) async throws -> (BackendConnection, Value) {
        let tail = StandardErrorTail()
        var opened: BackendConnection?
        do {
            let connection = try await connect(candidate, at: endpoint, within: limit, tail: tail)
            opened = connection
            return (connection, try await body(connection, greeting, limit))
        } catch let error as EngineError where error.isDelay {
            opened?.close()
            throw error
        } catch {
            let admission = await admissionError(error, tail, candidate)
            opened?.close()
            throw admission
        }
    }

    private func attach(_ candidate: Candidate) async throws -> BackendConnection {
        var logger = Logger.current
        logger[metadataKey: "mcp.server"] = "\(candidate.identity.address)"
        let voice = voice(of: candidate)
        let opened = Mutex<BackendConnection?>(nil)
        let channel = try await engine.attach(candidate.container, on: eventLoop) { [logger] channel in
            let connection = BackendConnection(link: ChannelLink(channel: channel), logger: logger, voice: voice)
            opened.withLock { $0 = connection }
            try connection.install(in: channel)
        }
        guard let connection = opened.withLock({ $0 }) else {
            channel.close(promise: nil)
            throw AdmissionError(code: .engine, message: "the engine never opened the server's streams")
        }
        return connection
    }

    /// Keeps what a server writes beside its messages; nil if nobody keeps it.
    func voice(of candidate: Candidate) -> ServerVoice? {
        logs.map { ServerVoice(of: candidate.server.name, in: candidate.container, to: $0) }
    }

}

extension BackendConnection {
    /// Adds what a connection needs to its channel, on the channel's event loop.
    fileprivate func install(in channel: any Channel) throws {
        let waterMark = ChannelOptions.Types.WriteBufferWaterMark(
            low: Self.maximumUnwritten / 2,
            high: Self.maximumUnwritten
        )
        try channel.syncOptions?.setOption(.writeBufferWaterMark, value: waterMark)
        try channel.pipeline.syncOperations.addHandlers(LineWriter(), BackendHandler(self))
    }
}
