import FoundationEssentials

/// Instants as RFC 3339 text with microseconds.
enum Timestamp {
    private static let perSecond: Int64 = 1_000_000

    static func text(microseconds: Int64) -> String {
        let fraction = (microseconds % perSecond + perSecond) % perSecond
        // Not `microseconds - fraction`, which could overflow.
        let seconds = microseconds / perSecond - (microseconds % perSecond < 0 ? 1 : 0)
        let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601).dropLast()
        return "\(whole).\(String(fraction + perSecond).dropFirst())Z"
    }
}
