extension ManifestSnapshot {
    /// True if a credential seems to be written in the manifests: it must not live on in a copy.
    ///
    /// That is what the rule `literal-secret` finds, and what a variable's name or a password in an address gives away.
    /// What cannot be looked at counts as well.
    package func holdsCredential(in environment: EnvironmentName? = nil) -> Bool {
        let loader = SpecLoader(tree: .snapshot(self), environment: environment)
        guard let review = try? loader.review(), case .success(let desired) = review.reading.result else { return true }
        return review.findings.diagnostics.contains { $0.code == .literalSecret }
            || desired.profiles.flatMap(\.servers).flatMap(\.environment).contains {
                !$0.value.isEmpty && (SensitiveName.matches($0.name) || AddressPassword.isIn($0.value))
            }
    }
}
