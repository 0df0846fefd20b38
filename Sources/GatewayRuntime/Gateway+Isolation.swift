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
        let isTaken = perform {
            do {
                let copy = try await ephemerals.copy(original.container, on: self.opening.engine)
                await self.open(copy, of: original, started)
            } catch {
                started(.failure(.down("cannot be started for this session: \(error)")))
            }
        }
        if !isTaken { started(.failure(.busy)) }
    }

    private func open(
        _ copy: ContainerID,
        of original: Candidate,
        _ started: @escaping WarmPool.Waiter
    ) async {
        var opening = opening
        opening.questions = .all
        do {
            var candidate = original
            (candidate.container, candidate.isRunning) = (copy, false)
            let connection = try await opening.open(copy: candidate)
            started(.success(EphemeralServer(connection, in: copy) { [weak self] in self?.remove($0) }))
        } catch {
            remove(copy)
            started(.failure(.down(error.reason(of: original.identity.address))))
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
