import FoundationEssentials

/// When a suspension ends, as the command line says it: `30m`, `12h`, or a moment like `2026-11-24T10:00:00Z`.
struct SuspensionEnd {
    /// In seconds since 1970.
    let moment: Int64

    init?(_ text: String, now: Int64) {
        if let span = LookBack(text) {
            let (moment, overflows) = now.addingReportingOverflow(Int64(span.seconds))
            guard !overflows else { return nil }
            self.moment = moment
        } else if let date = try? Date.ISO8601FormatStyle().parse(text), date.timeIntervalSince1970 > Double(now) {
            // What does not parse as a moment is refused by the caller, with an example.
            moment = Int64(date.timeIntervalSince1970)
        } else {
            return nil
        }
    }
}
