/// What a journal holds, oldest first.
package struct JournalContent: Hashable, Sendable {
    /// What an id, or the first characters of one, stands for.
    package enum Match: Hashable, Sendable {
        case none
        case one(JournalEntry)
        case several([JournalEntry])
    }

    package var entries: [JournalEntry] = []
    /// How many lines could not be understood, and were left out.
    package var unreadable = 0

    package init(_ entries: [JournalEntry] = []) {
        self.entries = entries
    }

    package func entry(named prefix: String) -> Match {
        guard !prefix.isEmpty else { return .none }
        let found = entries.filter { $0.id.hasPrefix(prefix.lowercased()) }
        return found.count > 1 ? .several(found) : found.first.map { .one($0) } ?? .none
    }

    /// The last entry, of that one profile if one is given; its state is what the engine has now, as far as it succeeded.
    package func current(profile: String? = nil) -> JournalEntry? {
        entries.last { profile == nil || $0.origin.profile == profile }
    }

    /// The state to go back to: the last one before the current one that was reached as a whole and is another.
    package func former(profile: String? = nil) -> JournalEntry? {
        guard let current = current(profile: profile) else { return nil }
        return entries.last { entry in
            entry.canBeReturnedTo && entry.state != current.state && entry.origin.profile == current.origin.profile
                && entry.origin.environment == current.origin.environment
        }
    }
}
