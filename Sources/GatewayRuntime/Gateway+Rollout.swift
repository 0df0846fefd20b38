package import Applier
package import ContainerEngine
import Logging
import ModelContextProtocol
import Planner
package import Spec
import Synchronization

extension Gateway: Rollout {
    /// Connects to the candidate and keeps the connection.
    ///
    /// It serves at once if nothing else does in its place.
    ///
    /// A server that is served from this container already is waited for.
    package func admit(_ candidate: Candidate) async throws(AdmissionError) {
        guard concerns(candidate.identity.address) else {
            try await opening.admit(candidate).connection.close()
            return
        }
        try await turns.withTurn(at: candidate.container) { () async throws(AdmissionError) in
            try await admitInTurn(candidate)
        }
    }

    private func admitInTurn(_ candidate: Candidate) async throws(AdmissionError) {
        if let backend = backend(of: candidate) {
            return try await ready(backend)
        }
        do {
            let opened = try await opening.admit(candidate)
            install(backend(candidate, .success(opened)))
            Logger.current.info(
                "a server is ready",
                metadata: [
                    "mcp.server": "\(candidate.identity.address)", "mcp.tools": "\(opened.offering[.tools].count)",
                ]
            )
        } catch {
            fail(candidate.identity.address.server, .down(error.reason(of: candidate.identity.address)))
            throw error
        }
    }

    /// Lets the admitted candidate serve, and closes the retired container's connection once its calls have ended.
    package func drain(_ retired: ContainerID, of address: ServerAddress, deadline: Duration) async {
        guard concerns(address), let backend = change({ $0.retire(retired, of: address.server) }) else { return }
        await backend.drain(within: deadline)
        state.withLock { $0.fleet.forget(retired) }
    }

    package var tended: RestingServers { state.withLock { $0.fleet.tended } }

    /// A gateway serves one profile; the containers of others are only gated.
    private func concerns(_ address: ServerAddress) -> Bool {
        state.withLock { $0.fleet.profile.map { $0.name == address.profile } ?? true }
    }

    private func ready(_ backend: Backend) async throws(AdmissionError) {
        do {
            try await backend.ready()
        } catch {
            throw AdmissionError(code: .exited, message: "\(backend.address) \(error.sentence)")
        }
    }

    private func backend(of candidate: Candidate) -> Backend? {
        state.withLock { $0.fleet.backend(in: candidate.container, of: candidate.identity.address.server) }
    }

    func backend(
        _ candidate: Candidate,
        _ opened: Result<BackendOpening.Opened, BackendFailure>
    ) -> Backend {
        Backend(.container(candidate), opened: opened, opening: opening, time: time, audience: audience)
    }

    func install(_ backend: Backend) {
        for replaced in change({ $0.add(backend) }) {
            if case .failure(let failure) = backend.outcome { replaced.refuseCallers(failure) }
            replaced.retireWhenIdle()
        }
        learn(from: backend)
        remind(backend)
        if backend.server.isolation != .shared { backend.pool.fill() }
        supervise(backend)
    }
}
