import ContainerEngine
import Planner
import Spec

extension OperationRunner {
    /// Returns the container that has the identity's name, or a candidate's, if it is that container.
    func container(of identity: ContainerIdentity) async throws -> ContainerInspection {
        // Once more by the first, which a candidate may get between.
        for name in [identity.containerName, identity.candidateName, identity.containerName] {
            guard let found = try await inspect(name) else { continue }
            guard found.isLabelled(as: identity) else { throw OperationFailure.nameTaken(name) }
            return found
        }
        throw OperationFailure.vanished(identity.containerName)
    }

    func holder(of name: String) async throws -> ContainerID? { try await inspect(name)?.id }

    /// - Returns: Nil if no container has the name.
    private func inspect(_ name: String) async throws -> ContainerInspection? {
        do {
            return try await retrying { () async throws(EngineError) in try await engine.inspect(named: name) }
        } catch let error as EngineError where error.code == .notFound {
            return nil
        }
    }

    /// True if a container is removed or about to be: the engine answers 409 while another removal is in progress.
    func isGone(_ id: ContainerID) async throws(EngineError) -> Bool {
        do {
            let state = try await engine.inspect(id).state.status
            return state == .removing || state == .dead
        } catch  where error.code == .notFound {
            return true
        }
    }

    /// Tries again when the engine did not answer or failed: operations are idempotent, so a lost answer is harmless.
    func retrying<Value: Sendable>(
        _ body: () async throws(EngineError) -> Value
    ) async throws -> Value {
        var delay = limits.retryDelay
        for _ in 1..<max(1, limits.attempts) {
            do {
                return try await body()
            } catch {
                guard error.isTransient else { throw error }
                try await clock.sleep(for: delay)
                delay *= 2
            }
        }
        return try await body()
    }
}
