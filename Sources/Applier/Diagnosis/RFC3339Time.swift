import Glibc

/// A moment in the form of RFC 3339, as engines write it: with up to nine digits of a second, in any zone.
struct RFC3339Time: Hashable, Sendable {
    let secondsSince1970: Double

    /// Nil for a text that is no such moment.
    init?(_ text: String) {
        let date = text.prefix(10).wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})/)
        let clock = /[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]{1,9})?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))/
        guard let date, let time = text.dropFirst(10).wholeMatch(of: clock) else { return nil }
        let fields = [date.1, date.2, date.3, time.1, time.2, time.3].compactMap { Int32($0) }
        guard fields.count == 6, (1...12).contains(fields[1]), (1...31).contains(fields[2]), fields[3] < 24,
            fields[4] < 60, fields[5] < 61
        else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (fields[0] - 1900, fields[1] - 1, fields[2])
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (fields[3], fields[4], fields[5])
        let fraction = time.4.flatMap { Double("0\($0)") } ?? 0
        let zone = (time.6.flatMap { Double($0) } ?? 0) * 3600 + (time.7.flatMap { Double($0) } ?? 0) * 60
        secondsSince1970 = Double(timegm(&parts)) + fraction - (time.5 == "-" ? -zone : zone)
    }
}
