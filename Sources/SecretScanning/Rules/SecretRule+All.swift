extension SecretRule {
    /// Every rule that ships with the program.
    package static let all = clouds + development + services

    /// The rules but for some, by their ids.
    package static func all(except ids: Set<String>) -> [SecretRule] {
        all.filter { !ids.contains($0.id) }
    }
}
