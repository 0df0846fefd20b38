import Applier
import Logging
import NIOCore
import Spec

extension BackendOpening {
    /// Connects to a remote server, completes the handshake and lists what it offers.
    ///
    /// - Throws: ``AdmissionError``; no connection is left then.
    func open(_ server: RemoteServer, of profile: ProfileName) async throws(AdmissionError) -> Opened {
        let address = ServerAddress(profile: profile, server: server.name)
        let http: RemoteHTTP
        do {
            http = try await RemoteHTTP(server)
        } catch {
            throw AdmissionError(code: .engine, message: "\(address) \(error.sentence)")
        }
        let connection = connect(server, at: address, http)
        do {
            let limit = server.serving.timeouts.start
            let greeting = greeting(for: server)
            let offering = try await connection.begin(
                as: version,
                allowing: questions,
                greeting: greeting,
                within: limit
            )
            eras.note(connection.isStateless ? .stateless : .handshake, of: server.url)
            return Opened(connection: connection, offering: offering)
        } catch {
            connection.close()
            throw admissionError(error, address, limit: server.serving.timeouts.start)
        }
    }

    /// The transport of the oldest revision carries no request without a handshake.
    private func greeting(for server: RemoteServer) -> Greeting {
        switch server.transport {
        case .sse: Greeting(.handshake)
        case .streamable: Greeting(server.serving.protocolChoice, known: eras[server.url])
        }
    }

    private func connect(_ server: RemoteServer, at address: ServerAddress, _ http: RemoteHTTP) -> BackendConnection {
        var logger = Logger.current
        logger[metadataKey: "mcp.server"] = "\(address)"
        let receiver = RemoteReceiver(eventLoop: timers)
        switch server.transport {
        case .streamable:
            let limit = server.serving.timeouts.call + .seconds(5)
            let link = StreamableLink(http, receiver: receiver, requestLimit: limit, eventLoop: timers)
            let connection = BackendConnection(link: link, logger: logger)
            receiver.connect(to: connection)
            return connection
        case .sse:
            let link = EventStreamLink(http, receiver: receiver, eventLoop: timers)
            let connection = BackendConnection(link: link, logger: logger)
            receiver.connect(to: connection)
            link.open()
            return connection
        }
    }

    private func admissionError(_ error: any Error, _ address: ServerAddress, limit: Duration) -> AdmissionError {
        switch error {
        case BackendFailure.timedOut:
            AdmissionError(
                code: .timedOut,
                message: "\(address) did not complete its handshake within \(limit.seconds) s"
            )
        case let failure as BackendFailure: AdmissionError(code: .exited, message: "\(address) \(failure.sentence)")
        case let fault as HandshakeFault: AdmissionError(code: .badHandshake, message: "\(address) \(fault.sentence)")
        default:
            AdmissionError(
                code: .engine,
                message: "\(address) cannot be reached: \(UntrustedText.escaping("\(error)"))"
            )
        }
    }
}
