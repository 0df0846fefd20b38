import DequeModule

/// Streams of answers that clients may come back to after they have lost the connection (specification 2025-11-25,
/// basic/transports, resumability), while they are kept.
///
/// Instants are times since one beginning.
struct ResumableStreams: Sendable {
    private struct Entry {
        let session: SessionID
        let outbox: EventOutbox
        /// Since when nobody reads it; nil while somebody does.
        var restsSince: Duration?
        var bytes = 0
    }

    private let limits: HTTPServerLimits
    private var entries: [EventID.Stream: Entry] = [:]
    /// Those that nobody reads, the longest first; one that was taken up again may still be in it.
    private var resting: Deque<(stream: EventID.Stream, since: Duration)> = []
    private var keptBytes = 0
    private var newest: EventID.Stream = 0

    init(limits: HTTPServerLimits) {
        self.limits = limits
    }

    var count: Int { entries.count }

    /// A number that no other stream has.
    mutating func makeStream() -> EventID.Stream {
        newest += 1
        return newest
    }

    /// Adds a stream that is being read.
    mutating func insert(_ outbox: EventOutbox, _ stream: EventID.Stream, of session: SessionID, at now: Duration) {
        entries[stream] = Entry(session: session, outbox: outbox)
    }

    /// Begins to keep a stream that nobody reads any more, in place of older ones if there is no room.
    mutating func rest(_ stream: EventID.Stream, at now: Duration) {
        guard var entry = entries[stream], entry.restsSince == nil else { return }
        (entry.restsSince, entry.bytes) = (now, entry.outbox.keptBytes)
        entries[stream] = entry
        keptBytes += entry.bytes
        resting.append((stream, now))
        while keptBytes > limits.keptBytes || resting.count > limits.keptStreams { removeLongestResting() }
    }

    private mutating func removeLongestResting() {
        guard let (stream, since) = resting.popFirst(), entries[stream]?.restsSince == since else { return }
        remove(stream)
    }

    /// Takes a stream up again, to be read from behind an event; nil if it is not kept, not the session's, or being
    /// read.
    mutating func resume(_ id: EventID, of session: SessionID) -> EventOutbox? {
        guard let entry = entries[id.stream], entry.session == session, entry.restsSince != nil else { return nil }
        keptBytes -= entry.bytes
        entries[id.stream]?.restsSince = nil
        entries[id.stream]?.bytes = 0
        entry.outbox.rewind(to: id.number)
        return entry.outbox
    }

    mutating func removeAll(of session: SessionID) {
        for (stream, entry) in entries where entry.session == session { remove(stream) }
    }

    mutating func removeExpired(at now: Duration) {
        while let longest = resting.first, now - longest.since >= limits.keptTime { removeLongestResting() }
    }

    private mutating func remove(_ stream: EventID.Stream) {
        guard let entry = entries.removeValue(forKey: stream), entry.restsSince != nil else { return }
        keptBytes -= entry.bytes
    }
}
