import ModelContextProtocol
import NIOCore

/// The requests that one server has not answered yet, by the ids that they were sent under.
struct PendingRequests: Sendable {
    /// What became of a request.
    enum Answer: Sendable {
        /// The whole response and where its parts stand.
        case response(ByteBuffer, Envelope)
        case failed(BackendFailure)
    }

    struct Entry: Sendable {
        var deadline: NIODeadline
        let timeout: Duration
        /// False for `initialize`, which must not be cancelled (specification 2025-11-25, basic/utilities/cancellation).
        var isCancellable = true
        /// Whose request it is; nil for the gateway's own.
        var caller: ClientRequest?
        /// Told of progress notifications; nil if nobody asked for any.
        let progress: (@Sendable (ByteBuffer, Envelope) -> Void)?
        let completion: @Sendable (Answer) -> Void
    }

    private var entries: [Int64: Entry] = [:]
    private var lastID: Int64
    private let capacity: Int

    /// - Parameters:
    ///   - start: Ids are counted up from here. Other processes may be attached to the same server, so a random start
    ///     keeps their answers apart from ours.
    ///   - capacity: Requests at once.
    init(countingFrom start: Int64 = .random(in: 1...(1 << 48)), capacity: Int) {
        lastID = start
        self.capacity = capacity
    }

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }
    var earliestDeadline: NIODeadline? { entries.values.lazy.map(\.deadline).min() }

    /// Takes a request in and returns its id; nil if there is no room.
    mutating func add(_ entry: Entry) -> Int64? {
        guard entries.count < capacity else { return nil }
        lastID += 1
        entries[lastID] = entry
        return lastID
    }

    /// An id for a request that is kept elsewhere.
    mutating func reserveID() -> Int64 {
        lastID += 1
        return lastID
    }

    /// Whose request it is; nil for the gateway's own, and for one that is not, or no longer, known.
    func caller(of id: Int64) -> ClientRequest? { entries[id]?.caller }

    /// Takes a request out, to be completed by the caller; nil for an id that is not, or no longer, known.
    mutating func remove(_ id: Int64) -> Entry? { entries.removeValue(forKey: id) }

    /// The one to tell of progress of the request with this id.
    func progress(of id: Int64) -> (@Sendable (ByteBuffer, Envelope) -> Void)? { entries[id]?.progress }

    /// The one client's request in whose course a server speaks; nil if it could be one of several.
    var soleCaller: ClientRequest? { entries.count == 1 ? entries.values.first?.caller : nil }

    /// Puts off every deadline that comes before this one.
    mutating func extendDeadlines(to deadline: NIODeadline) {
        for (id, entry) in entries where entry.deadline < deadline { entries[id]?.deadline = deadline }
    }

    mutating func removeAll() -> [Entry] {
        defer { entries = [:] }
        return Array(entries.values)
    }

    /// Takes out every request whose time is up.
    mutating func removeExpired(at now: NIODeadline) -> [(id: Int64, entry: Entry)] {
        let expired = entries.filter { $0.value.deadline <= now }.sorted { $0.key < $1.key }
        for (id, _) in expired { entries[id] = nil }
        return expired.map { ($0.key, $0.value) }
    }
}
