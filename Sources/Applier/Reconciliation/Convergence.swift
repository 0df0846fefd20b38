import Planner
import Spec

/// What several plans of one apply achieved together: a plan follows another when somebody else interfered, or when an
/// image had to be pulled first.
struct Convergence {
    private var outcomes: [ServerAddress: ApplyReport.Outcome] = [:]
    private var changedEngine = false
    private var drift: [DriftFinding] = []
    private var withheld: [Consent] = []
    /// Servers that are left alone, and of which nothing is reported.
    private let resting: RestingServers
    /// Servers that somebody else starts.
    private let tended: RestingServers

    init(resting: RestingServers = [], tended: RestingServers = []) {
        self.resting = resting
        self.tended = tended
    }

    /// Leaves out the servers whose work has ended badly: a further plan would only fail the same way.
    func remaining(of plan: Plan) -> Plan {
        let left = plan.changes.filter { isLeft($0.address, to: $0.action, $0.spec) }.map(\.address)
        var remaining = plan
        remaining.operations.removeAll { left.contains($0.address) || isSettled($0.address) }
        return remaining
    }

    mutating func note(_ record: ExecutionRecord, of plan: Plan) {
        changedEngine = changedEngine || record.changedEngine
        note(plan)
        merge(record.report(of: plan))
    }

    /// The report after a plan that has nothing left to do.
    mutating func report(endingWith plan: Plan) -> ApplyReport {
        note(plan)
        merge(ExecutionRecord().report(of: plan))
        return report
    }

    var report: ApplyReport {
        var report = ApplyReport(outcomes: Array(outcomes.values), changedEngine: changedEngine)
        report.drift = drift
        report.withheld = withheld
        return report
    }

    private mutating func note(_ plan: Plan) {
        drift = plan.drift.filter { $0.outcome == .leave }
        withheld = plan.withheld
    }

    /// A server that the later plan leaves alone, or no longer knows, has converged, whoever did the work.
    private mutating func merge(_ later: ApplyReport) {
        for (address, outcome) in outcomes where !isSettled(address) {
            outcomes[address] = outcome.converged
        }
        for outcome in later.outcomes
        where !isLeft(outcome.address, to: outcome.action, outcome.spec) && !isSettled(outcome.address) {
            if outcome.result == .unchanged, outcomes[outcome.address] != nil { continue }
            outcomes[outcome.address] = outcome
        }
    }

    private func isLeft(_ address: ServerAddress, to action: Change.Action, _ spec: SpecHash?) -> Bool {
        resting.contains(address, becoming: spec) || action == .start && tended.contains(address, becoming: spec)
    }

    private func isSettled(_ address: ServerAddress) -> Bool {
        switch outcomes[address]?.result {
        case nil, .unchanged, .applied, .interrupted: false
        case .rolledBack: true
        case .failed(let failure): failure.code != .superseded
        }
    }
}

extension ApplyReport.Outcome {
    fileprivate var converged: Self {
        var outcome = self
        outcome.result = action == .keep ? .unchanged : .applied
        return outcome
    }
}
