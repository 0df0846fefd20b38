import Applier
import ContainerEngine
import Spec
import Synchronization
import TestSupport

/// A rollout that starts what it admits, and otherwise does what a test says.
final class ScriptedRollout: Rollout {
    private struct State {
        var refused: Set<String> = []
        var admitted: [Candidate] = []
        var drained: [ContainerID] = []
        var onAdmit: @Sendable (Candidate) async -> Void = { _ in }
        var diesOnFailure = false
    }

    private static let startAttempts = 3

    private let engine: EngineClient
    private let state = Mutex(State())
    /// Fires when a failure ended this rollout as a kill would.
    let died = Signal()

    init(_ engine: EngineClient) {
        self.engine = engine
    }

    var admitted: [Candidate] { state.withLock(\.admitted) }
    var drained: [ContainerID] { state.withLock(\.drained) }

    /// Lets every candidate of the server fail its gate.
    func refuse(_ server: String) {
        state.withLock { _ = $0.refused.insert(server) }
    }

    /// What an admission waits for before the candidate is started.
    func onAdmit(_ body: @escaping @Sendable (Candidate) async -> Void) {
        state.withLock { $0.onAdmit = body }
    }

    /// From the first call that fails on, nothing more comes from here until the task is cancelled.
    func dieOnFailure() {
        state.withLock { $0.diesOnFailure = true }
    }

    func admit(_ candidate: Candidate) async throws(AdmissionError) {
        let (onAdmit, refused, dies) = state.withLock { ($0.onAdmit, $0.refused, $0.diesOnFailure) }
        await onAdmit(candidate)
        guard !Task.isCancelled else { throw AdmissionError(code: .engine, message: "cancelled") }
        try await start(candidate.container, attempts: dies ? 1 : Self.startAttempts)
        guard !refused.contains(candidate.server.name.text) else {
            throw AdmissionError(code: .exited, message: "exit code 1", standardError: ["no such option"])
        }
        state.withLock { $0.admitted.append(candidate) }
    }

    func drain(_ retired: ContainerID, of address: ServerAddress, deadline: Duration) async {
        state.withLock { $0.drained.append(retired) }
    }

    private func start(_ container: ContainerID, attempts: Int) async throws(AdmissionError) {
        for attempt in 1...attempts {
            do {
                return try await engine.start(container)
            } catch {
                if state.withLock(\.diesOnFailure) {
                    died.fire()
                    await Signal().wait()
                }
                guard attempt < attempts, !Task.isCancelled else {
                    throw AdmissionError(code: .engine, message: "\(error)")
                }
            }
        }
    }
}
