/// Holds at most one hint for its one reader; a later one is joined to it.
struct HintMailbox: Sendable {
    let hints: AsyncStream<ChangeHint>
    private let continuation: AsyncStream<ChangeHint>.Continuation

    init() {
        (hints, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Adds a hint; for one task at a time.
    func offer(_ hint: ChangeHint) {
        guard case .dropped(let waiting) = continuation.yield(hint) else { return }
        continuation.yield(ChangeHint(kinds: hint.kinds.union(waiting.kinds)))
    }

    /// Ends the hints after the one that waits.
    func finish() {
        continuation.finish()
    }
}
