/// Who owns a fleet: a UUID committed to the repository, so that renaming or moving the repository keeps ownership.
package struct OwnerID: Hashable, Sendable {
    /// The canonical lowercase form, 36 characters.
    package let text: String

    package init?(_ text: String) {
        let lowered = text.lowercased()
        let groups = lowered.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard groups.map(\.count) == [8, 4, 4, 4, 12], groups.allSatisfy({ ASCIIClass.hexadecimal.holds($0) }) else {
            return nil
        }
        self.text = lowered
    }

    /// The first eight hexadecimal digits, which container names carry.
    package var short: String { String(text.prefix(8)) }
}

extension OwnerID: CustomStringConvertible {
    package var description: String { text }
}
