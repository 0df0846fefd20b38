import FoundationEssentials

/// How far to look back, as the command line says it: `90s`, `15m`, `12h` or `7d`.
struct LookBack {
    let seconds: Int

    init?(_ text: String) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Int(text.dropLast()), number > 0 else {
            return nil
        }
        let (seconds, overflows) = number.multipliedReportingOverflow(by: unit)
        guard !overflows else { return nil }
        self.seconds = seconds
    }

    /// The moment that long ago.
    var start: Date { Date(timeIntervalSinceNow: -Double(seconds)) }
}
