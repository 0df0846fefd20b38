@testable import CallTraces
import GRDB
import Logging
import ServiceLifecycle
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct TraceRecorderTests {
    @Test func overflowCountsWhatItDrops() async throws {
        try await withStore { store in
            let recorder = TraceRecorder(store: store, capacity: 10)
            CallTrace.samples(0..<25).forEach(recorder.record)
            #expect(recorder.dropped == 15)
            let written = try await store.count()
            #expect(written == 0, "recording touches no disk")
        }
    }

    @Test func gracefulShutdownWritesWhatWaits() async throws {
        try await withStore { store in
            let recorder = TraceRecorder(store: store, retention: .everything, clock: ManualClock())
            let group = ServiceGroup(services: [recorder], logger: .silent)
            CallTrace.samples(0..<2_345).forEach(recorder.record)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
            #expect(try await store.count() == 2_345)
            #expect(recorder.dropped == 0)
        }
    }

    @Test func cancellationWritesWhatWaits() async throws {
        try await withRunningRecorder { store, recorder, _, stop in
            recorder.record(.sample("last"))
            await stop()
            let written = try await store.traces()
            #expect(written == [.sample("last")])
        }
    }

    @Test func writesAfterTheInterval() async throws {
        try await withRunningRecorder { store, recorder, clock, _ in
            var sleeps = clock.sleeps.makeAsyncIterator()
            recorder.record(.sample("one"))
            while await sleeps.next() != TraceRecorder.batchInterval {}
            let early = try await store.count()
            #expect(early == 0)
            clock.advance(by: TraceRecorder.batchInterval)
            #expect(try await nextTraces(1, in: store) == [.sample("one")])
        }
    }

    @Test func writesAFullBatchAtOnce() async throws {
        try await withRunningRecorder { store, recorder, _, _ in
            let traces = CallTrace.samples(0..<TraceRecorder.batchSize)
            traces.forEach(recorder.record)
            let written = try await nextTraces(traces.count, in: store)
            #expect(written == traces)
        }
    }

    @Test func aFailingDatabaseLosesNothingAndIsTriedAgain() async throws {
        try await withRunningRecorder { store, recorder, clock, _ in
            var sleeps = clock.sleeps.makeAsyncIterator()
            // The first round of pruning is over once the pause after it begins.
            while await sleeps.next() != TraceRecorder.pruneInterval {}
            try await rename("trace_bundle", to: "away", in: store)
            let traces = CallTrace.samples(0..<TraceRecorder.batchSize)
            traces.forEach(recorder.record)
            while await sleeps.next() != TraceRecorder.retryInterval {}
            try await rename("away", to: "trace_bundle", in: store)
            clock.advance(by: TraceRecorder.retryInterval)
            #expect(try await nextTraces(traces.count, in: store) == traces)
            #expect(recorder.dropped == 0)
        }
    }

    @Test func whatCameTooFastIsSortedOnceItIsCalm() async throws {
        try await withRunningRecorder { store, recorder, clock, _ in
            var sleeps = clock.sleeps.makeAsyncIterator()
            let traces = CallTrace.samples(0..<(5 * TraceRecorder.batchSize))
            traces.forEach(recorder.record)
            for _ in 0..<2 {
                while await sleeps.next() != TraceRecorder.batchInterval {}
                #expect(try await rows(in: store) == 0)
                clock.advance(by: TraceRecorder.batchInterval)
            }
            while try await rows(in: store) < traces.count { await Task.yield() }
            #expect(try await store.unbundleOldest() == false)
            #expect(recorder.dropped == 0)
        }
    }

    @Test func bundlesOfAKilledGatewayAreSorted() async throws {
        try await withStore { store in
            var bundle = TraceBundle()
            CallTrace.samples(0..<1_000).forEach { bundle.append($0) }
            _ = try await store.insert([bundle])
            try await withRunningRecorder(of: store) { store, _, _, _ in
                while try await rows(in: store) < 1_000 { await Task.yield() }
            }
        }
    }

    @Test func prunesOnceAMinute() async throws {
        try await withRunningRecorder(retention: TraceRetention()) { store, _, clock, _ in
            var sleeps = clock.sleeps.makeAsyncIterator()
            while await sleeps.next() != TraceRecorder.pruneInterval {}
            try await store.insert([.sample("ancient", start: 0)])
            clock.advance(by: TraceRecorder.pruneInterval)
            while await sleeps.next() != TraceRecorder.pruneInterval {}
            #expect(try await store.count() == 0)
        }
    }

    @Test func whatCannotBeWrittenAtTheEndIsCounted() async throws {
        try await withRunningRecorder { store, recorder, _, stop in
            try await rename("call_trace", to: "away", in: store)
            CallTrace.samples(0..<5).forEach(recorder.record)
            await stop()
            #expect(recorder.dropped == 5)
        }
    }

    /// Runs a recorder; `stop` cancels it and returns once it has ended.
    private func withRunningRecorder(
        retention: TraceRetention = .everything,
        _ body: (TraceStore, TraceRecorder, ManualClock, _ stop: () async -> Void) async throws -> Void
    ) async throws {
        try await withStore { store in try await withRunningRecorder(of: store, retention: retention, body) }
    }

    private func withRunningRecorder(
        of store: TraceStore,
        retention: TraceRetention = .everything,
        _ body: (TraceStore, TraceRecorder, ManualClock, _ stop: () async -> Void) async throws -> Void
    ) async throws {
        let clock = ManualClock()
        let recorder = TraceRecorder(store: store, retention: retention, clock: clock)
        let (stops, end) = (Signal(), Signal())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await withTaskGroup(of: Void.self) { running in
                    running.addTask { await withLogger(.silent) { _ in await recorder.run() } }
                    await stops.wait()
                    running.cancelAll()
                }
                end.fire()
            }
            defer { group.cancelAll() }
            try await body(store, recorder, clock) {
                stops.fire()
                await end.wait()
            }
        }
    }

    /// Traces that are rows, without a look at bundles.
    private func rows(in store: TraceStore) async throws -> Int {
        try await store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM call_trace") ?? 0 }
    }

    private func nextTraces(_ count: Int, in store: TraceStore) async throws -> [CallTrace] {
        var received: [CallTrace] = []
        for try await trace in store.follow(after: .beginning, clock: YieldingClock()) {
            received.append(trace)
            if received.count == count { break }
        }
        return received
    }

    private func rename(_ table: String, to name: String, in store: TraceStore) async throws {
        try await executeForeignSQL("ALTER TABLE \(table) RENAME TO \(name)", at: store.path)
    }
}

extension TraceRetention {
    /// The samples are not to grow too old while the suite is kept.
    fileprivate static let everything = TraceRetention(age: .seconds(100 * 365 * 24 * 3_600))
}

extension Logger {
    fileprivate static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
