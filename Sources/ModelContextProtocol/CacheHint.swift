/// For how long a list may be served again, and to whom (specification 2026-07-28, caching).
package struct CacheHint: Hashable, Sendable {
    package var lifetime: Duration
    /// Whether everybody may be served it.
    package var isPublic: Bool

    /// For what says nothing of it.
    package static let none = CacheHint(lifetime: .zero, isPublic: false)

    package init(lifetime: Duration, isPublic: Bool) {
        (self.lifetime, self.isPublic) = (lifetime, isPublic)
    }

    /// Reads a result.
    package init(_ result: JSONText) {
        lifetime = .milliseconds(max(0, result["ttlMs"]?.integer ?? 0))
        isPublic = result["cacheScope"]?.string == "public"
    }

    /// What holds for a list that is made of two.
    package func merged(with other: CacheHint) -> CacheHint {
        CacheHint(lifetime: min(lifetime, other.lifetime), isPublic: isPublic && other.isPublic)
    }

    /// The members of a result that say so.
    var members: [(key: String, json: String)] {
        let milliseconds = lifetime / .milliseconds(1)
        return [("ttlMs", "\(Int64(milliseconds))"), ("cacheScope", isPublic ? #""public""# : #""private""#)]
    }
}
