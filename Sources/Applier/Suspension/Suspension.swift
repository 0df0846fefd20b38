/// Somebody's wish that nothing follows the manifests for a while.
package struct Suspension: Hashable, Sendable, Codable {
    /// When it was said, in seconds since 1970.
    package var since: Int64
    /// When it ends by itself, in seconds since 1970; nil if only `resume` ends it.
    package var until: Int64?
    /// Why, as somebody typed it; not escaped.
    package var reason: String?

    package init(since: Int64, until: Int64? = nil, reason: String? = nil) {
        self.since = since
        self.until = until
        self.reason = reason
    }

    package func isInForce(at now: Int64) -> Bool {
        until.map { now < $0 } ?? true
    }

    /// How long it stays in force from that moment on; nil if it does not end by itself.
    package func remaining(at now: Int64) -> Duration? {
        until.map { .seconds(max(0, $0 - now)) }
    }
}
