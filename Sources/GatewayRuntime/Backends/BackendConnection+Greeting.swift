import ModelContextProtocol
import NIOCore

// How the gateway and a server agree on the era in which they speak.

extension BackendConnection {
    /// How long a server that has refused a handshake may take to say that it needs none.
    private static let probeLimit: Duration = .seconds(3)

    /// Agrees with the server on how to speak.
    ///
    /// - Returns: What it offers, without its lists.
    /// - Throws: ``HandshakeFault`` or ``BackendFailure``.
    func greet(
        _ greeting: Greeting,
        as version: String,
        allowing questions: Questions,
        by deadline: ContinuousClock.Instant,
        _ limit: Duration
    ) async throws -> Offering {
        let era: ServerEra
        let offering: Offering
        switch greeting.first {
        case .handshake where greeting.triesBoth:
            (era, offering) = try await handshakeOrDiscovery(as: version, allowing: questions, by: deadline, limit)
        case .handshake:
            (era, offering) = (.handshake, try await handshake(as: version, allowing: questions, by: deadline, limit))
        case .stateless:
            do {
                let end = greeting.triesBoth ? .now + limit / 2 : deadline
                (era, offering) = (.stateless, try await discover(as: version, by: end, limit))
            } catch  where greeting.triesBoth && isOpen && !Task.isCancelled {
                (era, offering) = (
                    .handshake, try await handshake(as: version, allowing: questions, by: deadline, limit)
                )
            }
        }
        speak(era, describedBy: era == .stateless ? Self.envelope(version) : "")
        return offering
    }

    /// What came of one way to begin.
    private enum Attempt: Sendable {
        case handshake(Result<Offering, any Error>)
        /// Nil if the server did not say that it needs no handshake.
        case discovery(Offering?)
    }

    /// Begins with a handshake; a server that refuses it, or is silent for half of the time, is asked whether it needs
    /// none.
    ///
    /// A silent server may just be slow to start, and can still answer the handshake.
    private func handshakeOrDiscovery(
        as version: String,
        allowing questions: Questions,
        by deadline: ContinuousClock.Instant,
        _ limit: Duration
    ) async throws -> (ServerEra, Offering) {
        typealias Outcome = Result<(ServerEra, Offering), HandshakeFault>
        let outcome = try await withThrowingTaskGroup(of: Attempt.self) { group -> Outcome in
            group.addTask {
                do {
                    let offering = try await self.handshake(as: version, allowing: questions, by: deadline, limit)
                    return .handshake(.success(offering))
                } catch {
                    return .handshake(.failure(error))
                }
            }
            group.addTask {
                guard await self.waits(for: limit / 2) else { return .discovery(nil) }
                // What the server says to it matters only if it is what was asked for.
                return .discovery(try? await self.discover(as: version, by: deadline, limit))
            }
            defer { group.cancelAll() }
            while let attempt = try await group.next() {
                switch attempt {
                case .handshake(.success(let offering)): return .success((.handshake, offering))
                case .handshake(.failure(let fault as HandshakeFault)): return .failure(fault)
                case .handshake(.failure(let error)): throw error
                case .discovery(let offering?): return .success((.stateless, offering))
                case .discovery(nil): continue
                }
            }
            throw CancellationError()
        }
        switch outcome {
        case .success(let begun): return begun
        case .failure(let fault):
            // What a server without handshakes says to one differs from server to server, so any error will do.
            let probe = min(deadline, .now + Self.probeLimit)
            guard let offering = try? await discover(as: version, by: probe, limit) else { throw fault }
            return (.stateless, offering)
        }
    }

    /// False if the wait was cut short.
    private func waits(for time: Duration) async -> Bool {
        let timer = eventLoop.scheduleTask(in: TimeAmount(time)) {}
        return await withTaskCancellationHandler {
            (try? await timer.futureResult.get()) != nil
        } onCancel: {
            timer.cancel()
        }
    }

    /// The handshake (specification 2025-11-25, basic/lifecycle).
    private func handshake(
        as version: String,
        allowing questions: Questions,
        by deadline: ContinuousClock.Instant,
        _ limit: Duration
    ) async throws -> Offering {
        let params =
            #""protocolVersion":"\#(ProtocolVersion.latest.rawValue)","capabilities":\#(questions.capabilities),"#
            + #""clientInfo":\#(Self.implementation(version))"#
        let result = try await result(of: .initialize, params: params, by: deadline, limit)
        guard let revision = result["protocolVersion"]?.string else {
            throw HandshakeFault(sentence: "answered 'initialize' without a protocol version")
        }
        guard ProtocolVersion(rawValue: revision) != nil else { throw Self.unknown([revision]) }
        write(Message.notification(MCPMethod.initialized.rawValue))
        return Offering(handshake: result)
    }

    /// What takes the handshake's place since 2026-07-28 (server/discover); it describes itself, whatever is spoken yet.
    private func discover(
        as version: String,
        by deadline: ContinuousClock.Instant,
        _ limit: Duration
    ) async throws -> Offering {
        let params = #""_meta":{\#(Self.envelope(version))}"#
        let result = try await result(of: .discover, params: params, by: deadline, limit)
        let versions = result["supportedVersions"]?.elements.compactMap(\.string) ?? []
        guard versions.contains(where: { StatelessVersion(rawValue: $0) != nil }) else { throw Self.unknown(versions) }
        return Offering(discovery: result)
    }

    /// What describes the gateway's own requests to a server without handshakes.
    private static func envelope(_ version: String) -> String {
        StatelessEnvelope.members(client: implementation(version), capabilities: "{}")
    }
}
