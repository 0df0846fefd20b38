/// A revision of the Model Context Protocol that begins with a handshake.
package enum ProtocolVersion: String, Hashable, Sendable, CaseIterable {
    case v2024_11_05 = "2024-11-05"
    case v2025_03_26 = "2025-03-26"
    case v2025_06_18 = "2025-06-18"
    case v2025_11_25 = "2025-11-25"

    package static let latest = Self.v2025_11_25

    /// What a server answers to a client that asks for a revision: the same if it is known, else the latest
    /// (specification 2025-11-25, basic/lifecycle, version negotiation).
    package static func negotiated(for requested: String) -> Self {
        Self(rawValue: requested) ?? .latest
    }
}

extension ProtocolVersion: Comparable {
    /// Revisions are named by their dates.
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A revision of the Model Context Protocol without a handshake: each request names it.
package enum StatelessVersion: String, Hashable, Sendable, CaseIterable {
    case v2026_07_28 = "2026-07-28"

    package static let latest = Self.v2026_07_28
}
