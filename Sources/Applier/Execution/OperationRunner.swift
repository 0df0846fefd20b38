import ContainerEngine
import Planner
import Spec

/// Performs single operations, each so that performing it again, or after somebody else did, is no error.
struct OperationRunner: Sendable {
    let engine: EngineClient
    let rollout: any Rollout
    let servers: [ServerAddress: ServerSpec]
    let limits: ExecutionLimits
    let interruption: Interruption
    let clock: any Clock<Duration>

    /// Returns what became of the operation; errors are part of the result.
    func perform(_ operation: Operation, within remaining: Duration) async -> ExecutionRecord.Result {
        let own = deadline(of: operation)
        let limit = min(remaining, own)
        do {
            return try await withDeadline(limit, on: clock) { try await attemptUnlessAbandoned(operation) }
        } catch is Abandoned {
            return .failed(.interrupted)
        } catch is DeadlineExceeded where remaining < own && !Task.isCancelled {
            await discardCandidate(of: operation)
            return .failed(.outOfTime(after: limits.overall))
        } catch {
            return .failed(Task.isCancelled ? .interrupted : OperationFailure(error, after: limit))
        }
    }

    /// Nobody wants to have the server as it is being made any longer.
    private struct Abandoned: Error {}

    /// Removes a candidate that has not passed its gate, so that nothing runs that nobody has let serve.
    private func discardCandidate(of operation: Operation) async {
        guard case .admit(let identity) = operation.kind else { return }
        // What cannot be removed stays, as after a kill; the operation has failed in any case.
        _ = try? await withDeadline(limits.call, on: clock) {
            try await remove(try await container(of: identity).id)
        }
    }

    /// Images and candidates may take minutes; what else is in flight is finished, whoever wants what.
    private func attemptUnlessAbandoned(_ operation: Operation) async throws -> ExecutionRecord.Result {
        switch operation.kind {
        case .create, .drain, .stop, .remove: return try await attempt(operation)
        case .pullImage, .admit: break
        }
        return try await withThrowingTaskGroup(of: ExecutionRecord.Result?.self) { group in
            group.addTask { try await attempt(operation) }
            group.addTask {
                await interruption.waitForAbandoning(operation.address)
                return nil
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() ?? nil else { throw Abandoned() }
            return result
        }
    }

    private func attempt(_ operation: Operation) async throws -> ExecutionRecord.Result {
        switch operation.kind {
        case .pullImage(let image): try await pull(image)
        case .create(let order): try await create(order)
        case .admit(let identity): try await admit(identity)
        case .drain(let id): await drain(ContainerID(id), of: operation.address)
        case .stop(let id): try await stop(ContainerID(id))
        case .remove(let id): try await remove(ContainerID(id))
        }
    }

    private func deadline(of operation: Operation) -> Duration {
        switch operation.kind {
        case .pullImage: limits.pull
        case .create, .remove: limits.call
        case .admit: admissionTime(of: operation.address) + limits.call
        case .drain: limits.drain + limits.admissionMargin
        case .stop: limits.stopGrace + limits.call
        }
    }

    private func admissionTime(of address: ServerAddress) -> Duration {
        (servers[address]?.timeouts.start ?? .zero) + limits.admissionMargin
    }
}

// MARK: - The operations

extension OperationRunner {
    private func pull(_ image: ImageReference) async throws -> ExecutionRecord.Result {
        do {
            try await retrying { () async throws(EngineError) in
                try await engine.pullImage(ImageName(image), deadline: limits.pull)
            }
            return .succeeded
        } catch let error as EngineError {
            throw OperationFailure.imageMissing(image, because: error)
        }
    }

    /// Names are content-addressed: whoever took one first made the same container, unless the labels say otherwise.
    ///
    /// Until its gate it has the name of a candidate. Another applier's may have passed its gate meanwhile, which frees
    /// that name: so its own name is looked at once the candidate's is taken, and what came too late goes again.
    private func create(_ order: CreationOrder) async throws -> ExecutionRecord.Result {
        let image = order.definition.image
        guard order.definition.imageID != nil else { throw OperationFailure.imageArrived(image) }
        let (name, candidate) = (order.identity.containerName, order.identity.candidateName)
        let network = ContainerNetwork(of: name, order.definition)
        if let network {
            let networks = ContainerNetworks(engine: engine, owner: order.identity.owner)
            try await retrying { () async throws(EngineError) in try await networks.provide(network) }
        }
        let configuration = ContainerConfiguration(order.definition, in: network, labels: order.labels)
        do {
            let made = try await retrying { () async throws(EngineError) in
                try await engine.create(named: candidate, configuration)
            }
            guard try await holder(of: name) != nil else { return .succeeded }
            _ = try await remove(made)
            _ = try await container(of: order.identity)
            return .alreadySo
        } catch let error as EngineError where error.code == .conflict {
            _ = try await container(of: order.identity)
            return .alreadySo
        } catch let error as EngineError where error.code == .notFound {
            throw OperationFailure.imageMissing(image, because: error)
        }
    }

    /// A candidate that must not serve is removed; nothing of the old server has been touched at that point.
    private func admit(_ identity: ContainerIdentity) async throws -> ExecutionRecord.Result {
        guard let server = servers[identity.address] else {
            throw OperationFailure(code: .superseded, message: "\(identity.address) is no longer declared")
        }
        let found = try await container(of: identity)
        let isRunning = found.state.status == .running
        var isServer = found.name == identity.containerName
        if isServer, !isRunning { isServer = try await !makeCandidate(found.id, identity) }
        let candidate = Candidate(container: found.id, identity: identity, server: server, isRunning: isRunning)
        do {
            try await admit(candidate)
            return isServer ? .succeeded : try await makeServer(found.id, identity)
        } catch let error as AdmissionError {
            guard try await remove(found.id) == .succeeded else {
                throw OperationFailure.vanished(identity.containerName)
            }
            return .rolledBack(error)
        }
    }

    private func admit(_ candidate: Candidate) async throws {
        let limit = admissionTime(of: candidate.identity.address)
        do {
            try await withDeadline(limit, on: clock) { try await rollout.admit(candidate) }
        } catch is DeadlineExceeded {
            throw AdmissionError(code: .timedOut, message: "the server was not ready within \(limit)")
        } catch let error as AdmissionError {
            try Task.checkCancellation()
            throw error
        }
    }

    private func drain(_ retired: ContainerID, of address: ServerAddress) async -> ExecutionRecord.Result {
        await rollout.drain(retired, of: address, deadline: limits.drain)
        return .succeeded
    }

    private func stop(_ id: ContainerID) async throws -> ExecutionRecord.Result {
        do {
            try await retrying { () async throws(EngineError) in try await engine.stop(id, grace: limits.stopGrace) }
            return .succeeded
        } catch let error as EngineError where error.code == .notFound {
            return .alreadySo
        }
    }

    /// Forced, because what is removed was drained and stopped before, or never served.
    func remove(_ id: ContainerID) async throws -> ExecutionRecord.Result {
        do {
            try await retrying { () async throws(EngineError) in try await engine.remove(id, .killing) }
            return .succeeded
        } catch let error as EngineError where error.code == .notFound {
            return .alreadySo
        } catch let error as EngineError where error.code == .conflict {
            guard try await isGone(id) else { throw error }
            return .alreadySo
        }
    }
}
