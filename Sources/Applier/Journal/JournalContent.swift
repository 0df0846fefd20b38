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

    /// The last entry about that profile, or the last one at all; its state is what the engine has now, as far as it
    /// succeeded.
    package func current(profile: String? = nil) -> JournalEntry? {
        guard let profile else { return entries.last }
        return entries.last { $0.origin.profile == profile || $0.origin.profile == nil }
    }

    /// The state to go back to: the last one before the current one that was reached as a whole and is another.
    ///
    /// It is one of the same profiles and the same environment.
    package func former(profile: String? = nil) -> JournalEntry? {
        guard let current = current(profile: profile) else { return nil }
        let profile = profile ?? current.origin.profile
        let last = entries.last { $0.origin.profile == profile && !$0.origin.isEmpty }
        return entries.last { entry in
            entry.canBeReturnedTo && entry.state != current.state && entry.origin.profile == profile
                && entry.origin.environment == last?.origin.environment
        }
    }
}
