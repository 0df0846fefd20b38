extension ManifestSnapshot {
    /// True if a credential seems to be written in the manifests: it must not live on in a copy.
    ///
    /// That is what the rule `literal-secret` finds, and what a variable's name or a password in an address gives away.
    /// What cannot be looked at counts as well.
    package func holdsCredential(in environment: EnvironmentName? = nil) -> Bool {
        let loader = SpecLoader(tree: .snapshot(self), environment: environment)
        guard let findings = try? loader.findings(), let desired = try? loader.load() else { return true }
        return findings.diagnostics.contains { $0.code == .literalSecret }
            || desired.profiles.flatMap(\.servers).flatMap(\.environment).contains {
                !$0.value.isEmpty && (Self.isNamedSecret($0.name) || ImportedSecrets.hasPassword($0.value))
            }
    }

    private static func isNamedSecret(_ name: String) -> Bool {
        name.uppercased().firstMatch(of: /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|API_?KEY|PRIVATE_?KEY/) != nil
    }
}
