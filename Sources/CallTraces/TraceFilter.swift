/// Which traces are wanted: those that satisfy every condition that is set, and no more than `limit`.
package struct TraceFilter: Sendable, Hashable {
    package static let defaultLimit = 100

    package var server: String?
    package var method: String?
    /// A glob over the whole target: `*` stands for any text, `?` for one character, everything else for itself.
    package var target: String?
    package var outcome: CallTrace.Outcome?
    package var session: String?
    /// The earliest start, inclusive, in microseconds since 1970.
    package var since: Int64?
    /// The end of the period, exclusive, in microseconds since 1970.
    package var until: Int64?
    package var minimumDuration: Duration?
    /// Text in the arguments or the result; ASCII letters match in either case.
    package var textContains: String?
    /// The most traces to return; following ignores it.
    package var limit: Int

    package init(
        server: String? = nil,
        method: String? = nil,
        target: String? = nil,
        outcome: CallTrace.Outcome? = nil,
        session: String? = nil,
        since: Int64? = nil,
        until: Int64? = nil,
        minimumDuration: Duration? = nil,
        textContains: String? = nil,
        limit: Int = Self.defaultLimit
    ) {
        self.server = server
        self.method = method
        self.target = target
        self.outcome = outcome
        self.session = session
        self.since = since
        self.until = until
        self.minimumDuration = minimumDuration
        self.textContains = textContains
        self.limit = limit
    }
}
