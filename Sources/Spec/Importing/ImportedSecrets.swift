import SecretScanning

/// Keeps credentials of other tools' configurations out of manifests.
struct ImportedSecrets: Sendable {
    private let scanner = SecretScanner()

    enum Judgement: Hashable, Sendable {
        case plain(String)
        /// Completes "the variable …".
        case secret(String)
        /// The value is somewhere else.
        case reference
    }

    /// What a variable's value is; nil for one that is passed on from the environment.
    func judge(_ value: String?, named name: String) -> Judgement {
        if SensitiveName.matches(name) { return .secret("is a credential by its name") }
        guard let value, !value.contains("${") else { return .reference }
        return looksLikeCredential(value, named: name) ? .secret("looks like a credential") : .plain(value)
    }

    func looksLikeCredential(_ value: String, named name: String = "") -> Bool {
        var (value, name) = (value, name)
        return value.withUTF8 { text in
            name.withUTF8 { !scanner.findings(in: .init(text), named: .init($0)).isEmpty }
        }
    }
}
