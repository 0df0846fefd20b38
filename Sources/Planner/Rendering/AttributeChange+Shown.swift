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

    /// True for a header of a remote server, for a variable whose name says that its value is nobody's business, and for a
    /// value that holds a password.
    ///
    /// Secrets have no place in a manifest's `env`; this is for those that are there nevertheless, or in an image.
    var isSensitive: Bool {
        if path.text.hasPrefix("headers.") { return true }
        if path.text == "url" { return hasPassword }
        guard path.text.hasPrefix("env.") else { return false }
        return SensitiveName.matches(path.text.dropFirst(4)) || hasPassword
    }

    private var hasPassword: Bool { [old, new].contains { $0.map(AddressPassword.isIn) ?? false } }
}
