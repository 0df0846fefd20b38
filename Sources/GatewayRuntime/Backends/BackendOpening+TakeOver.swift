import Applier
import ContainerEngine
import Logging
import Planner

// Servers that run already, or did.

extension BackendOpening {
    /// Between the stop signal and the kill of a server that must be started afresh.
    private static let stopGrace: Duration = .seconds(5)

    /// As ``open(_:)``, but a running server that refuses a second handshake, or is silent, is started afresh.
    func takeOver(_ candidate: Candidate) async throws(AdmissionError) -> Opened {
        try await admitting(candidate) { try await bringBack(candidate) }
    }

    /// As ``takeOver(_:)``, for a server that is to serve again.
    ///
    /// - Throws: ``AdmissionError``; `EngineError` if the engine does not answer.
    func bringBack(_ candidate: Candidate) async throws -> Opened {
        guard candidate.isRunning else { return try await opened(candidate) }
        let refusal: AdmissionError
        do {
            return try await opened(candidate)
        } catch let error as AdmissionError {
            refusal = error
        }
        guard !Task.isCancelled, refusal.code != .engine else { throw refusal }
        Logger.current.notice(
            "a running server is started afresh because it cannot be taken over",
            metadata: ["mcp.server": "\(candidate.identity.address)", "reason": "\(refusal.message)"]
        )
        return try await restart(candidate)
    }

    /// Whether a container runs.
    ///
    /// - Throws: `EngineError`; `notFound` also for one that is being removed, for nothing can start it any more.
    func isRunning(_ container: ContainerID) async throws(EngineError) -> Bool {
        switch try await engine.inspect(container).state.status {
        case .running: return true
        case .created, .paused, .restarting, .exited: return false
        case .removing, .dead:
            throw EngineError(code: .notFound, doing: "start container \(container)", message: "it is being removed")
        }
    }

    private func restart(_ candidate: Candidate) async throws -> Opened {
        try await engine.stop(candidate.container, grace: Self.stopGrace)
        var stopped = candidate
        stopped.isRunning = false
        return try await opened(stopped)
    }
}
