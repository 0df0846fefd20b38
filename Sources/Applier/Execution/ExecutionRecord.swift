import Planner
import Spec

/// What became of each operation of one executed plan.
struct ExecutionRecord {
    enum Result: Hashable {
        case succeeded
        /// The engine already was as asked: an earlier attempt did it, or another applier.
        case alreadySo
        case rolledBack(AdmissionError)
        case failed(OperationFailure)
        /// Not begun: because of this failure, or because the run was interrupted.
        case withheld(because: OperationFailure?)
    }

    private(set) var results: [Int: Result] = [:]
    /// True if any operation changed a container, or may have done so.
    private(set) var changedEngine = false
    /// True if the engine is no longer what the plan was made for, so that only a new plan tells what is left.
    private(set) var isSuperseded = false

    mutating func note(_ operation: Operation, _ result: Result) {
        results[operation.id] = result
        changedEngine = changedEngine || result.mayHaveChanged && operation.kind.touchesContainers
        isSuperseded = isSuperseded || supersedes(operation, result)
    }

    private func supersedes(_ operation: Operation, _ result: Result) -> Bool {
        switch (operation.kind, result) {
        case (_, .alreadySo), (.pullImage, .succeeded): true
        case (_, .failed(let failure)): failure.code == .superseded
        case (_, .succeeded), (_, .rolledBack), (_, .withheld): false
        }
    }

    func report(of plan: Plan) -> ApplyReport {
        let byAddress = Dictionary(grouping: plan.operations, by: \.address)
        let outcomes = plan.changes.map { change in
            let results = (byAddress[change.address] ?? []).map { self.results[$0.id] ?? .withheld(because: nil) }
            let result = change.action == .refuse ? .failed(OperationFailure(refusing: change)) : overall(results)
            return ApplyReport.Outcome(
                address: change.address,
                action: change.action,
                result: result,
                spec: change.spec
            )
        }
        return ApplyReport(outcomes: outcomes, changedEngine: changedEngine)
    }

    /// The first thing that went wrong decides; what was withheld because of it does not count again.
    private func overall(_ results: [Result]) -> ApplyReport.Result {
        for result in results {
            switch result {
            case .succeeded, .alreadySo: continue
            case .rolledBack(let error): return .rolledBack(error)
            case .withheld(because: nil): return .interrupted
            case .failed(let failure), .withheld(let failure?):
                return failure.code == .interrupted ? .interrupted : .failed(failure)
            }
        }
        return results.isEmpty ? .unchanged : .applied
    }
}

extension ExecutionRecord.Result {
    fileprivate var mayHaveChanged: Bool {
        switch self {
        case .succeeded, .rolledBack: true
        case .alreadySo, .withheld: false
        case .failed(let failure): failure.code == .unanswered || failure.code == .interrupted
        }
    }
}

extension Operation.Kind {
    /// Pulling an image or moving calls changes no container.
    fileprivate var touchesContainers: Bool {
        switch self {
        case .create, .admit, .stop, .remove: true
        case .pullImage, .drain: false
        }
    }
}
