/// The signals since the last hint, and the moment when they become one.
struct HintBurst: Hashable, Sendable {
    enum Decision: Hashable {
        /// There is nothing to tell.
        case idle
        case wait(Duration)
        case hint(ChangeHint)
    }

    private let debounce: Debounce
    private var kinds: Set<ChangeHint.Kind> = []
    private var first: Duration = .zero
    private var last: Duration = .zero

    init(_ debounce: Debounce) {
        self.debounce = debounce
    }

    /// Notes a signal; `now` is the time since any fixed moment.
    mutating func add(_ kind: ChangeHint.Kind, at now: Duration) {
        if kinds.isEmpty { first = now }
        kinds.insert(kind)
        last = now
    }

    /// A hint that is returned ends the burst.
    mutating func decide(at now: Duration) -> Decision {
        guard !kinds.isEmpty else { return .idle }
        let remaining = debounce.remaining(sinceFirst: now - first, sinceLast: now - last)
        guard remaining == .zero else { return .wait(remaining) }
        defer { kinds = [] }
        return .hint(ChangeHint(kinds: kinds))
    }
}
