import Applier
import ContainerEngine
import Logging
import Planner
import Spec
import Synchronization

extension Gateway {
    /// Starts a copy of a server for one session or call.
    func startCopy(of original: Candidate, _ started: @escaping WarmPool.Waiter) {
        guard let ephemerals else {
            return started(.failure(.down("needs a container of its own, and none can be made")))
        }
        let isTaken = perform { started(await self.copy(original, in: ephemerals)) }
        if !isTaken { started(.failure(.busy)) }
    }

    /// A copy that serves, as soon as the engine answers, within the time of one call.
    private func copy(
        _ original: Candidate,
        in ephemerals: EphemeralContainers
    ) async -> Result<EphemeralServer, BackendFailure> {
        let address = original.identity.address
        let patience = EnginePatience(for: address, within: original.server.timeouts.call, time)
        do {
            return .success(
                try await patience.waiting {
                    let suffix = EphemeralContainers.makeSuffix()
                    let copy = try await patience.waiting {
                        try await ephemerals.copy(original.container, suffix: suffix, on: opening.engine)
                    }
                    return try await open(copy, of: original)
                }
            )
        } catch let error as AdmissionError {
            return .failure(.down(error.reason(of: address)))
        } catch let error as EngineError where error.code == .notFound {
            // A call whose original is gone waits for the one that takes its place, as calls of shared servers do.
            return .failure(await isGone(original) ? .notSent : .down("cannot be started for this session: \(error)"))
        } catch {
            return .failure(.down("cannot be started for this session: \(error)"))
        }
    }

    private func isGone(_ original: Candidate) async -> Bool {
        do throws(EngineError) {
            _ = try await opening.engine.inspect(original.container)
            return false
        } catch {
            return error.code == .notFound
        }
    }

    /// Starts a copy; one that does not serve is removed.
    private func open(_ copy: ContainerID, of original: Candidate) async throws -> EphemeralServer {
        var opening = opening
        opening.questions = .all
        var candidate = original
        (candidate.container, candidate.isRunning) = (copy, false)
        do {
            let connection = try await opening.opened(copy: candidate)
            return EphemeralServer(connection, in: copy) { [weak self] in self?.remove($0) }
        } catch {
            remove(copy)
            throw error
        }
    }

    private func remove(_ copy: ContainerID) {
        let isTaken = perform {
            do throws(EngineError) {
                try await self.ephemerals?.end(copy, on: self.opening.engine)
            } catch  where [.notFound, .conflict, .cancelled].contains(error.code) {
                // Somebody else is quicker, or the gateway ends and removes everything at once.
            } catch {
                let metadata: Logger.Metadata = ["container.id": "\(copy)", "error": "\(error)"]
                Logger.current.warning("a container that nobody needs cannot be removed", metadata: metadata)
            }
        }
        if !isTaken { Logger.current.debug("a container is removed at the end", metadata: ["id": "\(copy)"]) }
    }
}
