import Glibc
package import Spec

/// Keeps an engine at what the manifests ask, for as long as hints come.
///
/// Level-triggered: a hint says *look again*, never what changed. Runs are one after the other; hints that come
/// meanwhile become one further look; if they show that something else is wanted by now, the run under way ends at the
/// next safe point. A tree that does not parse changes nothing, and what fails is tried again more and more slowly,
/// server by server.
package struct ReconcileLoop<Hints: AsyncSequence & Sendable>: Sendable where Hints.Element: Sendable {
    private let hints: Hints
    private let load: @Sendable () async throws -> DesiredState
    private let reconcile: @Sendable (LoopState.Step, Interruption) async throws(ApplyError) -> ApplyReport
    private let interruption: Interruption
    private let backoff: Backoff
    private let clock: any Clock<Duration>
    private let suspension: @Sendable () -> Suspension?
    private let quarantines: QuarantineFiles?
    private let now: @Sendable () -> Int64
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
    ///   - quarantines: Where servers are written down that are given up; nil to keep that to itself.
    ///   - suspension: Asked on each look; while there is one, nothing is reconciled.
    ///   - events: Told one after the other; the loop waits for it.
    package init(
        hints: Hints,
        load: @escaping @Sendable () async throws -> DesiredState,
        reconciler: Reconciler,
        interruption: Interruption = Interruption(),
        backoff: Backoff = .standard,
        clock: any Clock<Duration> = ContinuousClock(),
        quarantines: QuarantineFiles? = nil,
        suspension: @escaping @Sendable () -> Suspension? = { nil },
        events: @escaping @Sendable (LoopEvent) async -> Void
    ) {
        self.init(
            hints: hints,
            load: load,
            reconcile: { step, interruption async throws(ApplyError) in
                try await reconciler.reconcile(step.desired, resting: step.resting, interruption: interruption)
            },
            interruption: interruption,
            backoff: backoff,
            clock: clock,
            quarantines: quarantines,
            suspension: suspension,
            events: events
        )
    }

    init(
        hints: Hints,
        load: @escaping @Sendable () async throws -> DesiredState,
        reconcile: @escaping @Sendable (LoopState.Step, Interruption) async throws(ApplyError) -> ApplyReport,
        interruption: Interruption,
        backoff: Backoff,
        clock: any Clock<Duration>,
        quarantines: QuarantineFiles? = nil,
        suspension: @escaping @Sendable () -> Suspension? = { nil },
        now: @escaping @Sendable () -> Int64 = { Int64(time(nil)) },
        events: @escaping @Sendable (LoopEvent) async -> Void
    ) {
        self.hints = hints
        self.load = load
        self.reconcile = reconcile
        self.interruption = interruption
        self.backoff = backoff
        self.clock = clock
        self.suspension = suspension
        self.quarantines = quarantines
        self.now = now
        self.events = events
    }

    /// Looks once at the start and then on every hint.
    ///
    /// - Throws: What the hints throw.
    package func run() async throws {
        let (occasions, running) = (Occasions(), RunningApply())
        occasions.add(.hint)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await forward(to: occasions, running) }
            group.addTask {
                await interruption.wait()
                occasions.finish()
            }
            var state = LoopState(backoff: backoff)
            for await _ in occasions.wakeups {
                guard !interruption.isRequested, !Task.isCancelled else { break }
                for retry in await look(on: occasions.take(), &state, running) {
                    group.addTask { await wait(for: retry, occasions) }
                }
            }
            group.cancelAll()
        }
    }

    private func forward(to occasions: Occasions, _ running: RunningApply) async throws {
        defer { occasions.finish() }
        for try await _ in hints {
            occasions.add(.hint)
            // What is not valid supersedes nothing; the look that follows says what is wrong with it.
            guard running.isUnderWay, let newer = try? await load() else { continue }
            running.supersede(by: newer)
        }
    }

    private func wait(for retry: LoopState.Retry, _ occasions: Occasions) async {
        // A cancelled wait means that the loop ends, and with it every retry.
        guard (try? await clock.sleep(for: retry.delay)) != nil else { return }
        occasions.add(retry.occasion)
    }

    private func look(
        on occasions: Set<Occasion>,
        _ state: inout LoopState,
        _ running: RunningApply
    ) async -> [LoopState.Retry] {
        do {
            state.accept(try await load())
        } catch {
            if !Task.isCancelled, state.reject(error) {
                await events(.rejected(error, keeping: state.accepted))
            }
        }
        guard !Task.isCancelled else { return [] }
        if let suspension = suspension() { return await hold(for: suspension, &state) }
        if state.observe(nil) { await events(.resumed) }
        releaseWhatSomebodyWantsTried(&state)
        guard let step = state.next(on: occasions) else { return [] }
        return await run(step, &state, running)
    }

    /// Returns when a suspension ends that does so by itself; only once, however many hints come meanwhile.
    private func hold(for suspension: Suspension, _ state: inout LoopState) async -> [LoopState.Retry] {
        guard state.observe(suspension) else { return [] }
        await events(.suspended(suspension))
        // The wall clock that is read there may lag behind the one that is waited by.
        let remaining = suspension.remaining(at: now()).map { $0 + .milliseconds(100) }
        return remaining.map { [LoopState.Retry(delay: $0, occasion: .hint)] } ?? []
    }

    private func run(
        _ step: LoopState.Step,
        _ state: inout LoopState,
        _ running: RunningApply
    ) async -> [LoopState.Retry] {
        do {
            let (report, isSuperseded) = try await reconcile(step, running)
            let before = state.quarantined
            let retries = state.finish(step, report, isSuperseded: isSuperseded)
            await tell(after: before, &state)
            let isUnfinished = isSuperseded && !report.isConverged
            if !isUnfinished, state.isNews(step.desired, report) {
                await events(.reconciled(step.desired, report, retryingIn: retries.map(\.delay).min()))
            }
            return retries
        } catch {
            let retry = state.fail(step.desired)
            if error.code != .interrupted { await events(.failed(error, retryingIn: retry.delay)) }
            return [retry]
        }
    }

    /// Says what has been given up since, and writes it down.
    private func tell(after before: [ServerAddress: Quarantine], _ state: inout LoopState) async {
        let added = state.quarantined.filter { before[$0.key] == nil }.map(\.value).sorted { $0.address < $1.address }
        for quarantine in added {
            let moment = now()
            // What cannot be written down is kept to all the same.
            guard let quarantines, (try? quarantines.write(quarantine, at: moment)) != nil else { continue }
            state.noteWritten(quarantine.address, at: moment)
        }
        try? quarantines?.remove(before.keys.filter { state.quarantined[$0] == nil })
        if !added.isEmpty { await events(.quarantined(added)) }
    }

    /// `resume` has taken their files away.
    private func releaseWhatSomebodyWantsTried(_ state: inout LoopState) {
        guard let quarantines else { return }
        // What an earlier loop gave up, this one tries.
        if state.begins() { try? quarantines.remove(state.accepted.map { Array($0.servers.keys) } ?? []) }
        let written = state.quarantined.values.filter { $0.since != nil }.map(\.address)
        guard !written.isEmpty else { return }
        let held = Set(quarantines.current.map(\.address))
        state.release(written.filter { !held.contains($0) })
    }

    /// Runs until the end, or until the loop or a newer state wants it to end.
    private func reconcile(
        _ step: LoopState.Step,
        _ running: RunningApply
    ) async throws(ApplyError) -> (report: ApplyReport, isSuperseded: Bool) {
        let ending = running.begin(step.desired)
        let result = await withTaskGroup(of: Result<ApplyReport, ApplyError>?.self) { group in
            group.addTask { [reconcile] in
                do throws(ApplyError) {
                    return .success(try await reconcile(step, ending))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask { [interruption] in
                await interruption.wait()
                if interruption.isRequested { ending.request() }
                return nil
            }
            var result: Result<ApplyReport, ApplyError>?
            while result == nil, let next = await group.next() { result = next }
            group.cancelAll()
            return result
        }
        let isSuperseded = running.end()
        guard let result else { preconditionFailure("a run ends with a report or an error") }
        return (try result.get(), isSuperseded)
    }
}
