/// The name of an event of a session's streams, for clients that lost their connection (specification 2025-11-25,
/// basic/transports, resumability): which stream it belongs to, and the how-many-eth of it.
struct EventID: Hashable, Sendable {
    /// Names a stream within its session; 0 is the one that belongs to no request.
    typealias Stream = UInt64

    let stream: Stream
    /// Counted from 1; 0 is before the first.
    let number: Int

    init(stream: Stream, number: Int) {
        (self.stream, self.number) = (stream, number)
    }

    /// Reads a `Last-Event-ID` header; nil if it is none of ours.
    init?(received text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let stream = Stream(parts[0]), let number = Int(parts[1]), number >= 0 else {
            return nil
        }
        self.init(stream: stream, number: number)
    }

    var text: String { "\(stream)-\(number)" }
}
