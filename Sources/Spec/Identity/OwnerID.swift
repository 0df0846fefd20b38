/// Who owns a fleet: a UUID committed to the repository, so that renaming or moving the repository keeps ownership.
package struct OwnerID: Hashable, Sendable {
    /// The canonical lowercase form, 36 characters.
    package let text: String

    package init?(_ text: String) {
        let lowered = text.lowercased()
        let pattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/
        guard lowered.wholeMatch(of: pattern) != nil else { return nil }
        self.text = lowered
    }

    /// The first eight hexadecimal digits, which container names carry.
    package var short: String { String(text.prefix(8)) }
}

extension OwnerID: CustomStringConvertible {
    package var description: String { text }
}
