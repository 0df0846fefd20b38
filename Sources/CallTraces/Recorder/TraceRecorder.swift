import Logging
import ServiceLifecycle
import Synchronization

/// Takes traces from the call path and writes them in batches.
///
/// `run()` is called once. It ends by graceful shutdown or cancellation, after a last attempt to write what waits; in a
/// service group it goes before the services that record, since those are shut down first.
package final class TraceRecorder: Service, Sendable {
    package static let defaultCapacity = 65_536
    /// A batch is written as soon as so many wait.
    static let batchSize = 1_000
    /// The most bundles in one transaction.
    private static let bundlesOfBatch = 16
    /// How long a trace waits for others at most.
    static let batchInterval = Duration.milliseconds(200)
    /// The pause after a failed attempt to write.
    static let retryInterval = Duration.seconds(1)
    static let pruneInterval = Duration.seconds(60)
    /// The most memory that waiting traces take.
    private static let maximumWaitingBytes = 64 << 20
    /// The share of the size limit that may be written before the size is looked at again.
    private static let pruneFraction = 16
    private static let complaintInterval = Duration.seconds(60)

    private struct State {
        var queue: TraceQueue
        /// Recorded since it was last looked whether it is calm.
        var recorded = 0
        /// Whether few enough come that each becomes a row at once.
        var isCalm = true
        /// Whether all that waits is to be written, and not only what fills a batch.
        var isDue = false
        var bytesSincePruning = 0
        var complaints = LogThrottle(interval: TraceRecorder.complaintInterval)
    }

    private typealias Signals = (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)

    private let store: TraceStore
    private let retention: TraceRetention
    private let clock: any Clock<Duration>
    private let state: Mutex<State>
    /// Fires when the first trace comes into an empty queue.
    private let arrivals: Signals = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    /// Fires when it is time to write.
    private let wakes: Signals = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))

    package init(
        store: TraceStore,
        capacity: Int = TraceRecorder.defaultCapacity,
        retention: TraceRetention = TraceRetention(),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.store = store
        self.retention = retention
        self.clock = clock
        state = Mutex(State(queue: TraceQueue(capacity: capacity, maximumBytes: Self.maximumWaitingBytes)))
    }

    /// How many traces were lost because they came faster than they could be written.
    package var dropped: UInt64 { state.withLock(\.queue.dropped) }

    /// Hands over a trace to be written soon; neither blocks nor touches the disk.
    ///
    /// When the queue is full, the oldest waiting traces are dropped and counted.
    package func record(_ trace: CallTrace) {
        let (isFirst, isMany) = state.withLock { state in
            state.queue.append(trace)
            state.recorded += 1
            let isMany = state.queue.count.isMultiple(of: Self.batchSize)
            if isMany { state.isCalm = false }
            return (state.queue.count == 1, isMany)
        }
        if isFirst { arrivals.continuation.yield() }
        if isMany { wakes.continuation.yield() }
    }

    package func run() async {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.pace() }
                group.addTask { await self.writeBatches() }
                group.addTask { await self.pruneRegularly() }
            }
        }
        if await !writeWaiting() { state.withLock { $0.queue.dropAll() } }
    }

    /// Gives each first arrival's followers a moment to come, then has the batch written.
    private func pace() async {
        for await _ in arrivals.stream {
            guard await pause(Self.batchInterval) else { return }
            state.withLock { state in
                (state.isCalm, state.recorded, state.isDue) = (state.recorded <= TraceStore.rowsOfBatch, 0, true)
            }
            wakes.continuation.yield()
        }
    }

    private func writeBatches() async {
        // There may be bundles of a gateway that was killed.
        await unbundle()
        for await _ in wakes.stream {
            let (isCalm, isDue) = state.withLock { state in
                defer { state.isDue = false }
                return (state.isCalm, state.isDue)
            }
            while await !writeWaiting(asRows: isCalm, atLeast: isDue ? 1 : Self.batchSize) {
                guard await pause(Self.retryInterval) else { return }
            }
            if isCalm {
                await unbundle()
            } else if isDue {
                // A later look finds that it has become calm, even if nothing more comes.
                arrivals.continuation.yield()
            }
            if isPruningDue() { await prune() }
        }
    }

    /// Makes rows of bundles for as long as nothing else waits.
    private func unbundle() async {
        do {
            while try await store.unbundleOldest(), !Task.isCancelled, state.withLock({ $0.queue.count == 0 }) {}
        } catch {
            complain("Call traces cannot be sorted.", about: error)
        }
    }

    private func pruneRegularly() async {
        repeat { await prune() } while await pause(Self.pruneInterval)
    }

    /// Writes what waits until it is less than a number of traces; false when an attempt failed and what it tried waits
    /// again.
    private func writeWaiting(asRows: Bool = true, atLeast least: Int = 1) async -> Bool {
        while true {
            let batch = state.withLock { $0.queue.count < least ? [] : $0.queue.take(Self.bundlesOfBatch) }
            if batch.isEmpty { return true }
            do {
                let bytes = try await store.insert(batch, asRows: asRows)
                state.withLock { $0.bytesSincePruning += bytes }
            } catch {
                state.withLock { $0.queue.putBack(batch) }
                complain("Call traces cannot be written; the newest are kept in memory.", about: error)
                return false
            }
        }
    }

    private func isPruningDue() -> Bool {
        state.withLock { $0.bytesSincePruning > retention.bytes / Self.pruneFraction }
    }

    private func prune() async {
        state.withLock { $0.bytesSincePruning = 0 }
        do {
            try await store.prune(retention)
        } catch {
            complain("Old call traces cannot be removed.", about: error)
        }
    }

    private func complain(_ message: Logger.Message, about error: TraceStoreError) {
        let (isDue, waiting, dropped) = state.withLock { state in
            (state.complaints.allows(at: .now), state.queue.count, state.queue.dropped)
        }
        guard isDue else { return }
        Logger.current.warning(
            message,
            metadata: ["error": "\(error)", "traces.waiting": "\(waiting)", "traces.dropped": "\(dropped)"]
        )
    }

    /// Whether the whole pause went by; false means the task is cancelled.
    private func pause(_ duration: Duration) async -> Bool {
        do {
            try await clock.sleep(for: duration)
            return true
        } catch {
            return false
        }
    }
}
