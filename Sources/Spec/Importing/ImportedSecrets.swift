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
        if AddressPassword.isIn(value) { return true }
        var (value, name) = (value, name)
        return value.withUTF8 { text in
            name.withUTF8 { !scanner.findings(in: .init(text), named: .init($0)).isEmpty }
        }
    }

    /// True if one of the arguments looks like a credential, or is the value of an option that is named like one.
    func holdsCredential(_ arguments: [String]) -> Bool {
        arguments.indices.contains { index in
            looksLikeCredential(arguments[index]) || Self.isValueOfSecretOption(arguments, index)
        }
    }

    /// `--api-key=…`, or what follows `--api-key`; numbers and references to variables are none.
    private static func isValueOfSecretOption(_ arguments: [String], _ index: Int) -> Bool {
        let parts = arguments[index].split(separator: "=", maxSplits: 1).map(String.init)
        guard let option = parts.first, option.hasPrefix("-"), isSecretOption(option) else { return false }
        let next = index + 1 < arguments.count ? arguments[index + 1] : ""
        guard let value = parts.count > 1 ? parts[1] : next.hasPrefix("-") ? nil : next else { return false }
        return !value.isEmpty && Int(value) == nil && !value.contains("$")
    }

    /// Narrower than for variables: an argument that is left out changes what a server does.
    private static func isSecretOption(_ name: String) -> Bool {
        let words = [
            "token", "secret", "password", "passwd", "apikey", "api_key", "api-key", "credential", "private_key",
        ]
        let lowered = name.lowercased()
        return words.contains { lowered.contains($0) } || lowered.hasSuffix("_key")
    }
}
