/// A point in time as a calendar shows it at an offset from UTC.
struct CivilTime {
    private let seconds: Int
    private let offset: UTCOffset

    init(secondsSinceEpoch: Int, at offset: UTCOffset) {
        seconds = secondsSinceEpoch + offset.minutes * 60
        self.offset = offset
    }

    /// RFC 3339: `2025-11-25T18:04:05+02:00`.
    var text: String {
        let (year, month, day) = date
        let second = Self.modulo(seconds, 86_400)
        let date = "\(year)-\(Self.padded(month))-\(Self.padded(day))"
        let time = [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0) }.joined(separator: ":")
        return "\(date)T\(time)\(offset.text)"
    }

    /// The Gregorian date by Howard Hinnant's `civil_from_days`, whose years begin in March.
    private var date: (year: Int, month: Int, day: Int) {
        let days = Self.quotient(seconds, 86_400) + 719_468
        let era = Self.quotient(days, 146_097)
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func quotient(_ dividend: Int, _ divisor: Int) -> Int {
        dividend >= 0 ? dividend / divisor : (dividend + 1) / divisor - 1
    }

    private static func modulo(_ dividend: Int, _ divisor: Int) -> Int {
        dividend - quotient(dividend, divisor) * divisor
    }

    static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// A distance from UTC in whole minutes, less than a day.
struct UTCOffset {
    static let zero = UTCOffset(minutes: 0)

    let minutes: Int

    private init(minutes: Int) {
        self.minutes = minutes
    }

    /// Reads `+02:00`, `-03:30` or `Z`; nil for anything else.
    init?(_ text: String) {
        if text == "Z" {
            self = .zero
            return
        }
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard let sign = text.first, sign == "+" || sign == "-", parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy(\.isNumber) }),
            let hours = Int(parts[0]), let minutes = Int(parts[1]), hours < 24, minutes < 60
        else { return nil }
        self.minutes = (hours * 60 + minutes) * (sign == "-" ? -1 : 1)
    }

    var text: String {
        let distance = abs(minutes)
        return "\(minutes < 0 ? "-" : "+")\(CivilTime.padded(distance / 60)):\(CivilTime.padded(distance % 60))"
    }
}
