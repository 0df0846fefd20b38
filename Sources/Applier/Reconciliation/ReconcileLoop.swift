package import Spec

/// Keeps an engine at what the manifests ask, for as long as hints come.
///
/// Level-triggered: a hint says *look again*, never what changed. Runs are one after the other; hints that come
/// meanwhile become one further look. A tree that does not parse changes nothing, and a failure is tried again more and
/// more slowly.
package struct ReconcileLoop<Hints: AsyncSequence & Sendable>: Sendable where Hints.Element: Sendable {
    private let hints: Hints
    private let load: @Sendable () async throws -> DesiredState
    private let reconcile: @Sendable (DesiredState) async throws(ApplyError) -> ApplyReport
    private let interruption: Interruption
    private let backoff: Backoff
    private let clock: any Clock<Duration>
    private let events: @Sendable (LoopEvent) async -> Void

    /// Wires a loop; ``run()`` is its whole life.
    ///
    /// - Parameters:
    ///   - hints: The loop ends when they do, after the run under way.
    ///   - load: Reads the whole desired state; what it throws is the reason that is told.
    ///   - reconciler: Does the work.
    ///   - interruption: Ends the run under way between two operations, and then the loop.
    ///   - backoff: How long a failed state waits.
    ///   - clock: What that wait is measured by.
    ///   - events: Told one after the other; the loop waits for it.
    package init(
        hints: Hints,
        load: @escaping @Sendable () async throws -> DesiredState,
        reconciler: Reconciler,
        interruption: Interruption = Interruption(),
        backoff: Backoff = .standard,
        clock: any Clock<Duration> = ContinuousClock(),
        events: @escaping @Sendable (LoopEvent) async -> Void
    ) {
        self.init(
            hints: hints,
            load: load,
            reconcile: { desired async throws(ApplyError) in
                try await reconciler.reconcile(desired, interruption: interruption)
            },
            interruption: interruption,
            backoff: backoff,
            clock: clock,
            events: events
        )
    }

    init(
        hints: Hints,
        load: @escaping @Sendable () async throws -> DesiredState,
        reconcile: @escaping @Sendable (DesiredState) async throws(ApplyError) -> ApplyReport,
        interruption: Interruption,
        backoff: Backoff,
        clock: any Clock<Duration>,
        events: @escaping @Sendable (LoopEvent) async -> Void
    ) {
        self.hints = hints
        self.load = load
        self.reconcile = reconcile
        self.interruption = interruption
        self.backoff = backoff
        self.clock = clock
        self.events = events
    }

    /// Looks once at the start and then on every hint.
    ///
    /// - Throws: What the hints throw.
    package func run() async throws {
        let occasions = Occasions()
        occasions.add(.hint)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await forward(to: occasions) }
            group.addTask {
                await interruption.wait()
                occasions.finish()
            }
            var state = LoopState(backoff: backoff)
            for await _ in occasions.wakeups {
                guard !interruption.isRequested, !Task.isCancelled else { break }
                guard let retry = await look(on: occasions.take(), &state) else { continue }
                group.addTask { await wait(for: retry, occasions) }
            }
            group.cancelAll()
        }
    }

    private func forward(to occasions: Occasions) async throws {
        defer { occasions.finish() }
        for try await _ in hints {
            occasions.add(.hint)
        }
    }

    private func wait(for retry: LoopState.Retry, _ occasions: Occasions) async {
        // A cancelled wait means that the loop ends, and with it every retry.
        guard (try? await clock.sleep(for: retry.delay)) != nil else { return }
        occasions.add(retry.occasion)
    }

    private func look(on occasions: Set<Occasion>, _ state: inout LoopState) async -> LoopState.Retry? {
        do {
            state.accept(try await load())
        } catch {
            if !Task.isCancelled, state.reject(error) {
                await events(.rejected(error, keeping: state.accepted))
            }
        }
        guard !Task.isCancelled, let desired = state.next(on: occasions) else { return nil }
        return await run(desired, &state)
    }

    private func run(_ desired: DesiredState, _ state: inout LoopState) async -> LoopState.Retry? {
        do {
            let report = try await reconcile(desired)
            let retry = state.finish(desired, converged: report.isConverged)
            if state.isNews(desired, report) {
                await events(.reconciled(desired, report, retryingIn: retry?.delay))
            }
            return retry
        } catch {
            let retry = state.finish(desired, converged: false)
            if let retry, error.code != .interrupted { await events(.failed(error, retryingIn: retry.delay)) }
            return retry
        }
    }
}
