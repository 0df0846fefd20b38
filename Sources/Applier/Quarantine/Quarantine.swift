package import Spec

/// A server whose candidate failed its gate again and again, and which a loop has given up until something changes.
package struct Quarantine: Hashable, Sendable {
    package var address: ServerAddress
    /// Why the candidate did not pass the last time; escaped.
    package var reason: String
    /// When it was given up, in seconds since 1970; nil until that was written down.
    package var since: Int64?

    package init(address: ServerAddress, reason: String, since: Int64? = nil) {
        self.address = address
        self.reason = reason
        self.since = since
    }
}
