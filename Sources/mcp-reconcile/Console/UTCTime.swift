import Glibc

/// A moment as people read it: `2026-11-24T10:00:00Z`, whatever the locale.
struct UTCTime {
    let text: String

    init(secondsSince1970: Int64) {
        var (seconds, parts) = (time_t(secondsSince1970), tm())
        gmtime_r(&seconds, &parts)
        let date = "\(parts.tm_year + 1900)-\(Self.twoDigits(parts.tm_mon + 1))-\(Self.twoDigits(parts.tm_mday))"
        let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(Self.twoDigits).joined(separator: ":")
        text = "\(date)T\(time)Z"
    }

    static var now: Self { Self(secondsSince1970: seconds) }

    /// The present moment in seconds since 1970.
    static var seconds: Int64 { Int64(time(nil)) }

    private static func twoDigits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
