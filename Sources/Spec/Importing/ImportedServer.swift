/// A server of another tool's configuration, as the manifests will have it.
struct ImportedServer: Sendable {
    /// As the other tool calls it.
    let originalName: String
    /// The content of its file in `servers/`; nil if a reference says it all.
    var entry: ManifestValue?
    /// An image by itself.
    var reference: String?
    /// Keys of the server in the profile, beside `name` and `ref`.
    var settings: [ManifestValue.Member] = []
    /// What somebody has to know or do, in one sentence each.
    var notes: [String] = []

    init(_ name: String) {
        originalName = name
    }
}

/// The parts of a container that other tools' configurations have.
struct ImportedContainer: Sendable {
    var image: String
    var command: [String] = []
    var environment: [(name: String, value: String?)] = []
    /// Names of variables whose values are credentials, though their names do not say so.
    var secrets: [String] = []
    var volumes: [String] = []
    var user: String?
    var extraHosts: [String] = []

    init(image: String) {
        self.image = image
    }

    /// Puts the container into a server; what cannot be taken over becomes a note, and credentials are never written.
    func fill(_ server: inout ImportedServer) {
        let guardian = ImportedSecrets()
        var variables: [ManifestValue] = []
        var secrets: [ManifestValue] = []
        let credentials = self.secrets
        let passedOn = credentials.map { (name: $0, value: String?.none) }
        for (name, value) in environment + passedOn {
            switch credentials.contains(name) ? .secret("is a credential") : guardian.judge(value, named: name) {
            case .plain(let value):
                variables.append(.eliding([("name", .text(name)), ("value", .text(value))]))
            case .secret(let why):
                let secret = "\(ServerName.suggested(by: server.originalName)?.text ?? "server").\(name.lowercased())"
                secrets.append(.eliding([("name", .text(secret)), ("env", .text(name))]))
                server.notes.append(
                    "'\(name)' \(why): its value was not written, and the profile asks for the secret '\(secret)'"
                )
            case .reference:
                server.notes.append("'\(name)' has its value from the other tool's surroundings: write it into 'env'")
            }
        }
        let kept = volumes.filter { volume in
            let isPortable = !volume.hasPrefix("~") && !volume.contains("$")
            if !isPortable {
                server.notes.append("the volume '\(volume)' depends on whoever starts it: add it as a mount")
            }
            return isPortable
        }
        let isCredential = guardian.holdsCredential(command)
        if isCredential { server.notes.append("an argument looks like a credential, so no argument was written") }
        server.entry = .eliding([
            ("name", .text(ServerName.suggested(by: server.originalName)?.text ?? server.originalName)),
            ("type", .text("server")),
            ("image", .text(image)),
            ("command", command.isEmpty || isCredential ? nil : .list(command.map(ManifestValue.text))),
            ("env", variables.isEmpty ? nil : .list(variables)),
            ("volumes", kept.isEmpty ? nil : .list(kept.map(ManifestValue.text))),
            ("user", user.map(ManifestValue.text)),
            ("extraHosts", extraHosts.isEmpty ? nil : .list(extraHosts.map(ManifestValue.text))),
        ])
        if !secrets.isEmpty { server.settings.append(ManifestValue.Member("secrets", .list(secrets))) }
    }
}
