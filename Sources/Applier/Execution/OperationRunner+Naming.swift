import ContainerEngine
import Planner

/// What a container is called says whether it has passed its gate: the name is the only thing about it that can be
/// changed, and the engine keeps it whoever ends when.
extension OperationRunner {
    /// A server that is started again has to pass its gate again, and until then it is none.
    ///
    /// - Returns: False where another container has the candidate's name, which goes once this one serves.
    func makeCandidate(_ stopped: ContainerID, _ identity: ContainerIdentity) async throws -> Bool {
        try await rename(stopped, to: identity.candidateName, of: identity)
    }

    /// Gives a candidate that has passed its gate the name of a server.
    func makeServer(_ admitted: ContainerID, _ identity: ContainerIdentity) async throws -> ExecutionRecord.Result {
        if try await rename(admitted, to: identity.containerName, of: identity) { return .succeeded }
        // Another applier's has passed the gate first, and it is the same.
        _ = try await container(of: identity)
        _ = try await remove(admitted)
        return .alreadySo
    }

    /// - Returns: False if another container has the name.
    private func rename(_ id: ContainerID, to name: String, of identity: ContainerIdentity) async throws -> Bool {
        do {
            try await retrying { () async throws(EngineError) in try await engine.rename(id, to: name) }
            return true
        } catch let error as EngineError where error.code == .notFound {
            throw OperationFailure.vanished(identity.containerName)
        } catch let error as EngineError {
            // It may have been done before: by an attempt whose answer was lost, or by another applier.
            guard let holder = try await holder(of: name) else { throw error }
            return holder == id
        }
    }
}
