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
    struct Retry: Hashable {
        var delay: Duration
        var occasion: Occasion
    }

    private let backoff: Backoff
    /// The last state that the manifests made.
    private(set) var accepted: DesiredState?
    private var rejection: String?
    private var reported: DesiredState?
    private var failure: Failure?
    private var failuresEver = 0

    private struct Failure {
        var desired: DesiredState
        var count: Int
        var id: Int
    }

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

    /// Returns the state to reconcile now, or nil to wait.
    ///
    /// A state that failed waits for its retry, whatever hints come: its own attempts cause some. Another state, such
    /// as the commit that mends it, does not wait.
    func next(on occasions: Set<Occasion>) -> DesiredState? {
        guard let accepted else { return nil }
        guard let failure, failure.desired == accepted else { return accepted }
        return occasions.contains(.retry(failure.id)) ? accepted : nil
    }

    /// Returns when to try again, or nil after a success.
    mutating func finish(_ desired: DesiredState, converged: Bool) -> Retry? {
        guard !converged else {
            failure = nil
            return nil
        }
        failuresEver += 1
        let count = failure?.desired == desired ? (failure?.count ?? 0) + 1 : 1
        failure = Failure(desired: desired, count: count, id: failuresEver)
        return Retry(delay: backoff.delay(after: count), occasion: .retry(failuresEver))
    }

    /// Returns true if the outcome is worth telling.
    mutating func isNews(_ desired: DesiredState, _ report: ApplyReport) -> Bool {
        defer { reported = desired }
        return reported != desired || report.changedEngine || !report.isConverged
    }
}
