import Planner
import Spec

/// Why a loop looks.
enum Occasion: Hashable {
    /// Something may have changed.
    case hint
    /// The wait after this failure, counted from 1 over the loop's life, is over.
    case retry(Int)
}

/// What a reconcile loop does next: decides, and does nothing itself.
struct LoopState {
    /// What is to be done now.
    struct Step: Hashable {
        var desired: DesiredState
        /// Servers that failed and wait for their retry.
        var resting: RestingServers = []
    }

    struct Retry: Hashable {
        var delay: Duration
        var occasion: Occasion
    }

    /// The last failure of a whole run, or of one server.
    private struct Failure<Subject: Hashable>: Hashable {
        var subject: Subject
        var count: Int
        var id: Int
        /// What the server would have become; nil where that is not known.
        var spec: SpecHash?
        /// How many of them were of a candidate at its gate.
        var gates = 0
    }

    /// How often a candidate may fail its gate before its spec is quarantined.
    static let gateAttempts = 3

    private let backoff: Backoff
    /// The last state that the manifests made.
    private(set) var accepted: DesiredState?
    private var rejection: String?
    private var reported: DesiredState?
    private var reportedDrift: [DriftFinding] = []
    private var reportedConsents: [Consent] = []
    private var failure: Failure<DesiredState>?
    private var failures: [ServerAddress: Failure<ServerSpec?>] = [:]
    /// Servers whose spec failed its gate too often: it is not tried again until it is another one.
    private(set) var quarantined: [ServerAddress: Quarantine] = [:]
    private var failuresEver = 0
    private var hasBegun = false
    private var suspension: Suspension?

    init(backoff: Backoff) {
        self.backoff = backoff
    }

    mutating func accept(_ desired: DesiredState) {
        accepted = desired
        rejection = nil
    }

    /// Returns true if this is another reason than the last time.
    mutating func reject(_ error: any Error) -> Bool {
        let reason = String(describing: error)
        defer { rejection = reason }
        return reason != rejection
    }

    /// Takes note of the suspension in force, or of there being none, and returns true if that is news.
    ///
    /// Whoever resumes wants a try at once, also of what has failed before.
    mutating func observe(_ suspension: Suspension?) -> Bool {
        guard suspension != self.suspension else { return false }
        if suspension == nil { (failure, failures, quarantined) = (nil, [:], [:]) }
        self.suspension = suspension
        return true
    }

    /// Returns true the first time that there is a state to reach for.
    mutating func begins() -> Bool {
        guard !hasBegun, accepted != nil else { return false }
        hasBegun = true
        return true
    }

    /// Notes that others can read of a quarantine.
    mutating func noteWritten(_ address: ServerAddress, at now: Int64) {
        quarantined[address]?.since = now
    }

    /// Lets servers be tried again that somebody has taken out of quarantine.
    mutating func release(_ addresses: some Collection<ServerAddress>) {
        for address in addresses { (failures[address], quarantined[address]) = (nil, nil) }
    }

    /// Returns what to reconcile now, or nil to wait.
    ///
    /// What failed waits for its retry, whatever hints come: its own attempts cause some. Another state, such as the
    /// commit that mends it, does not wait, and neither do the servers beside one that failed.
    func next(on occasions: Set<Occasion>) -> Step? {
        guard let accepted else { return nil }
        if let failure, failure.subject == accepted, !occasions.contains(.retry(failure.id)) { return nil }
        let servers = accepted.servers
        var resting = RestingServers()
        for (address, failure) in failures {
            guard failure.subject == servers[address], !occasions.contains(.retry(failure.id)) else { continue }
            resting.add(address, becoming: failure.spec)
        }
        return Step(desired: accepted, resting: resting)
    }

    /// Notes how a run ended, and returns when to try again what failed.
    ///
    /// A run that a newer state ended early left servers undone, which is no failure of theirs.
    mutating func finish(_ step: Step, _ report: ApplyReport, isSuperseded: Bool = false) -> [Retry] {
        failure = nil
        let servers = step.desired.servers
        let rested = step.resting.addresses.subtracting(report.outcomes.map(\.address))
        let known = rested.union(report.outcomes.map(\.address))
        failures = failures.filter { known.contains($0.key) }
        quarantined = quarantined.filter { rested.contains($0.key) }
        var retries: [Retry] = []
        for outcome in report.outcomes {
            switch outcome.result {
            case .unchanged, .applied: failures[outcome.address] = nil
            case .interrupted where isSuperseded: continue
            case .failed, .rolledBack, .interrupted:
                if let retry = noteFailure(outcome, of: servers[outcome.address]) { retries.append(retry) }
            }
        }
        return retries
    }

    /// Returns nil for one that is not tried again.
    private mutating func noteFailure(_ outcome: ApplyReport.Outcome, of subject: ServerSpec?) -> Retry? {
        let before = failures[outcome.address].flatMap { failure in
            failure.subject == subject && (failure.spec == nil || failure.spec == outcome.spec) ? failure : nil
        }
        var next = nextFailure(of: subject, after: before?.count ?? 0)
        (next.spec, next.gates) = (outcome.spec, before?.gates ?? 0)
        var reason = ""
        if case .rolledBack(let error) = outcome.result { (next.gates, reason) = (next.gates + 1, error.message) }
        failures[outcome.address] = next
        guard next.gates >= Self.gateAttempts else { return retry(next) }
        quarantined[outcome.address] = Quarantine(address: outcome.address, reason: reason)
        return nil
    }

    /// Notes that nothing could be done, and returns when to try again.
    mutating func fail(_ desired: DesiredState) -> Retry {
        let before = failure.flatMap { $0.subject == desired ? $0.count : nil } ?? 0
        let next = nextFailure(of: desired, after: before)
        failure = next
        return retry(next)
    }

    /// Returns true if the outcome is worth telling.
    mutating func isNews(_ desired: DesiredState, _ report: ApplyReport) -> Bool {
        defer { (reported, reportedDrift, reportedConsents) = (desired, report.drift, report.withheld) }
        let isSameNote = report.drift == reportedDrift && report.withheld == reportedConsents
        return reported != desired || !isSameNote || report.changedEngine || !report.isConverged
    }

    private mutating func nextFailure<Subject>(of subject: Subject, after count: Int) -> Failure<Subject> {
        failuresEver += 1
        return Failure(subject: subject, count: count + 1, id: failuresEver)
    }

    private func retry<Subject>(_ failure: Failure<Subject>) -> Retry {
        Retry(delay: backoff.delay(after: failure.count), occasion: .retry(failure.id))
    }
}
