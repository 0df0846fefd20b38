extension JournalEntry {
    /// What became of a run as a whole, in the words that `history` has for it.
    package enum Result: String, Hashable, Sendable, CaseIterable {
        case applied
        case partlyApplied = "partly applied"
        case rolledBack = "rolled back"
        case failed
        /// Somebody asked it to end, and it did.
        case interrupted
        /// It began and did not come to its end, as after SIGKILL or a loss of power.
        case killed
        case underWay = "under way"
    }

    package var result: Result {
        if isUnderWay { return .underWay }
        return switch status {
        case 0: .applied
        case 7: .partlyApplied
        case 8: .rolledBack
        case 130, 143: .interrupted
        case Self.killedStatus: .killed
        default: .failed
        }
    }
}
