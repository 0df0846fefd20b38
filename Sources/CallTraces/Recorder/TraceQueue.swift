/// The traces that wait to be written, in bundles: it keeps the newest and counts what it drops.
///
/// Recording a trace appends some hundred bytes and takes no memory of its own.
struct TraceQueue {
    /// The most traces in a bundle, which are dropped together.
    private static let largestBundle = 512
    /// The fewest bundles that a full queue consists of.
    private static let fewestBundles = 16

    private let capacity: Int
    private let maximumBytes: Int
    private let bundleSize: Int
    /// The oldest first; traces are added to the last.
    private var bundles: [TraceBundle] = []
    private(set) var count = 0
    private(set) var bytes = 0
    private(set) var dropped: UInt64 = 0

    init(capacity: Int, maximumBytes: Int) {
        precondition(capacity > 0, "a queue of traces holds at least one")
        self.capacity = capacity
        self.maximumBytes = maximumBytes
        bundleSize = max(1, min(Self.largestBundle, capacity / Self.fewestBundles))
    }

    /// Adds the newest trace, dropping the oldest bundles when there is no room.
    mutating func append(_ trace: CallTrace) {
        if bundles.last.map(isFull) ?? true { bundles.append(TraceBundle()) }
        let place = bundles.count - 1
        let before = bundles[place].bytes.count
        bundles[place].append(trace)
        count += 1
        bytes += bundles[place].bytes.count - before
        dropExcess()
    }

    private func isFull(_ bundle: TraceBundle) -> Bool {
        bundle.count >= bundleSize || bundle.bytes.count >= maximumBytes / Self.fewestBundles
    }

    /// Removes up to `limit` of the oldest bundles.
    mutating func take(_ limit: Int) -> [TraceBundle] {
        let taken = Array(bundles.prefix(limit))
        bundles.removeFirst(taken.count)
        for bundle in taken { forget(bundle) }
        return taken
    }

    /// Puts what `take` removed back in front; its oldest are dropped where newer ones took the room.
    mutating func putBack(_ taken: [TraceBundle]) {
        bundles.insert(contentsOf: taken, at: 0)
        for bundle in taken {
            count += bundle.count
            bytes += bundle.recorded
        }
        dropExcess()
    }

    /// Gives up on everything that waits.
    mutating func dropAll() {
        dropped += UInt64(count)
        (bundles, count, bytes) = ([], 0, 0)
    }

    private mutating func dropExcess() {
        while bundles.count > 1, count > capacity || bytes > maximumBytes {
            let oldest = bundles.removeFirst()
            dropped += UInt64(oldest.count)
            forget(oldest)
        }
    }

    private mutating func forget(_ bundle: TraceBundle) {
        count -= bundle.count
        bytes -= bundle.recorded
    }
}

extension TraceBundle {
    /// Bytes of the traces in it.
    fileprivate var recorded: Int { bytes.count - 1 }
}
