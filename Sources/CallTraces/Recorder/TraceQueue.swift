/// The traces that wait to be written: a ring of fixed capacity that keeps the newest and counts what it drops.
struct TraceQueue {
    private var ring: [CallTrace?]
    private var first = 0
    private let maximumBytes: Int
    private(set) var count = 0
    private(set) var bytes = 0
    private(set) var dropped: UInt64 = 0

    init(capacity: Int, maximumBytes: Int) {
        precondition(capacity > 0, "a queue of traces holds at least one")
        ring = Array(repeating: nil, count: capacity)
        self.maximumBytes = maximumBytes
    }

    /// Adds the newest trace, dropping the oldest ones when there is no room.
    mutating func append(_ trace: CallTrace) {
        while count > 0 && (count == ring.count || bytes + trace.footprint > maximumBytes) {
            removeFirst()
            dropped += 1
        }
        ring[(first + count) % ring.count] = trace
        count += 1
        bytes += trace.footprint
    }

    /// Removes up to `limit` of the oldest traces.
    mutating func take(_ limit: Int) -> [CallTrace] {
        (0..<min(limit, count)).compactMap { _ in removeFirst() }
    }

    /// Puts what `take` removed back in front; its oldest are dropped where newer ones took the room.
    mutating func putBack(_ traces: [CallTrace]) {
        for (index, trace) in traces.enumerated().reversed() {
            guard count < ring.count, bytes + trace.footprint <= maximumBytes else {
                dropped += UInt64(index + 1)
                return
            }
            first = (first + ring.count - 1) % ring.count
            ring[first] = trace
            count += 1
            bytes += trace.footprint
        }
    }

    /// Gives up on everything that waits.
    mutating func dropAll() {
        dropped += UInt64(take(count).count)
    }

    @discardableResult
    private mutating func removeFirst() -> CallTrace? {
        guard count > 0, let trace = ring[first] else { return nil }
        ring[first] = nil
        first = (first + 1) % ring.count
        count -= 1
        bytes -= trace.footprint
        return trace
    }
}

extension CallTrace {
    /// What a row and its index entries take besides the long texts, in bytes.
    private static let overhead = 512

    /// About how many bytes the trace takes, in memory and in the database.
    var footprint: Int {
        [arguments, result, error, target].reduce(Self.overhead) { $0 + ($1?.utf8.count ?? 0) }
    }
}
