import Spec

extension AttributeChange {
    /// The values as they may be printed.
    var shownValues: (old: String?, new: String?) {
        isSensitive ? (old.map { _ in "(sensitive)" }, new.map { _ in "(sensitive)" }) : (old, new)
    }

    /// What becomes of the value, on one line, escaped: `resources.pids: 0 → 256`.
    package var phrase: String {
        let shown = shownValues
        return UntrustedText.escaping("\(path): \(shown.old ?? "(none)") → \(shown.new ?? "(none)")")
    }

    /// True for a header of a remote server, and for a variable whose name says that its value is nobody's business, or whose value holds a password.
    ///
    /// Secrets have no place in a manifest's `env`; this is for those that are there nevertheless, or in an image.
    var isSensitive: Bool {
        if path.text.hasPrefix("headers.") { return true }
        if path.text == "url" { return [old, new].contains { $0.map(Self.hasPassword) ?? false } }
        guard path.text.hasPrefix("env.") else { return false }
        return Self.isSecret(name: path.text.dropFirst(4)) || [old, new].contains { $0.map(Self.hasPassword) ?? false }
    }

    private static let secretParts = [
        "TOKEN", "SECRET", "PASSW", "PASSPHRASE", "CREDENTIAL", "APIKEY", "PRIVATE",
    ].map { Array($0.utf8) }
    private static let secretWords: Set<Substring> = ["KEY", "KEYS", "PASS", "PWD", "AUTH", "PAT", "COOKIE", "DSN"]

    private static func isSecret(name: Substring) -> Bool {
        let name = name.uppercased()
        let bytes = Array(name.utf8)
        if secretParts.contains(where: { occurs($0, in: bytes) }) { return true }
        let words = name.split { !$0.isLetter && !$0.isNumber }
        return name != "PWD" && words.contains(where: secretWords.contains)
    }

    private static func occurs(_ part: [UInt8], in text: [UInt8]) -> Bool {
        guard text.count >= part.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
    }

    /// True for an address such as `scheme://user:password@host`.
    private static func hasPassword(_ value: String) -> Bool {
        value.contains("://") && value.firstMatch(of: /:\/\/[^\/\s:@]*:[^\/\s@]+@/) != nil
    }
}
