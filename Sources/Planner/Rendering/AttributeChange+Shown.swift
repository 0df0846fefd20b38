import Spec

extension AttributeChange {
    /// The values as they may be printed.
    var shownValues: (old: String?, new: String?) {
        isSensitive ? (old.map { _ in "(sensitive)" }, new.map { _ in "(sensitive)" }) : (old, new)
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

    private static let secretParts = ["TOKEN", "SECRET", "PASSW", "PASSPHRASE", "CREDENTIAL", "APIKEY", "PRIVATE"]
    private static let secretWords: Set<Substring> = ["KEY", "KEYS", "PASS", "PWD", "AUTH", "PAT", "COOKIE", "DSN"]

    private static func isSecret(name: Substring) -> Bool {
        let name = name.uppercased()
        if secretParts.contains(where: name.contains) { return true }
        let words = name.split { !$0.isLetter && !$0.isNumber }
        return name != "PWD" && words.contains(where: secretWords.contains)
    }

    /// True for an address such as `scheme://user:password@host`.
    private static func hasPassword(_ value: String) -> Bool {
        value.contains("://") && value.firstMatch(of: /:\/\/[^\/\s:@]*:[^\/\s@]+@/) != nil
    }
}
