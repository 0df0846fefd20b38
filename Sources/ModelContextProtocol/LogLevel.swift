/// How severe a server's log message is (specification 2025-11-25, server/utilities/logging; RFC 5424).
package enum LogLevel: String, Hashable, Sendable, CaseIterable {
    case debug, info, notice, warning, error, critical, alert, emergency
}

extension LogLevel: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
