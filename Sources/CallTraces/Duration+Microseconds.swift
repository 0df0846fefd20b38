extension Duration {
    /// Whole microseconds, rounded towards zero and held within what `Int64` can say.
    var microseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflowed) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, isOverflow) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        guard !overflowed, !isOverflow else { return seconds < 0 ? .min : .max }
        return sum
    }
}
