/// A container that somebody started by hand, as far as a manifest can say it.
package struct AdoptedContainer: Hashable, Sendable {
    package struct Mount: Hashable, Sendable {
        /// A path of the engine's host, or the name of a volume.
        package var source: String
        package var target: String
        package var isReadOnly: Bool

        package init(source: String, target: String, isReadOnly: Bool) {
            (self.source, self.target, self.isReadOnly) = (source, target, isReadOnly)
        }
    }

    /// As the engine calls it.
    package var name: String
    package var image: String
    /// Empty for the image's own.
    package var command: [String] = []
    /// What it has beyond its image.
    package var environment: [EnvironmentVariable] = []
    /// Nil for the image's own.
    package var user: String?
    package var mounts: [Mount] = []
    package var extraHosts: [String] = []
    /// Whether anything but itself can be reached from it.
    package var hasNetwork = false
    /// In billionths of a core, bytes, and processes; nil for none.
    package var nanoCPUs: Int64?
    package var memory: Int64?
    package var pids: Int64?
    /// What of it a manifest cannot say, in one sentence each.
    package var notes: [String] = []

    package init(name: String, image: String) {
        (self.name, self.image) = (name, image)
    }
}

extension ManifestDraft {
    /// Writes a server that is what the container is, and adds it to a profile.
    ///
    /// Credentials are never written: the profile asks for them by name.
    ///
    /// - Parameters:
    ///   - container: What somebody started.
    ///   - name: What the server is called; nil for what the container's name suggests.
    ///   - profile: Which profile gets it; made if it does not exist.
    /// - Returns: Under which name, and what somebody has to know or do.
    /// - Throws: ``Problem`` if the profile has such a server already, or the files cannot be changed.
    package mutating func adopt(
        _ container: AdoptedContainer,
        as name: ServerName?,
        into profile: ProfileName
    ) throws(Problem) -> ImportOutcome {
        guard let name = name ?? ServerName.suggested(by: container.name) else {
            throw .refused("'\(container.name)' suggests no name for the server", suggestion: "give one with --as")
        }
        let profiles = try profiles()
        if let existing = profiles.first(where: { $0.name == profile.text }) {
            let names = (existing.root["servers"]?.elements ?? []).compactMap { $0["name"]?.string }
            guard !names.contains(name.text) else {
                throw .refused(
                    "the profile '\(profile)' has a server '\(name)' already",
                    suggestion: "give another name with --as"
                )
            }
        } else {
            try createProfile(profile, description: nil)
        }
        var server = ImportedServer(name.text)
        server.notes = container.notes
        container.fill(&server)
        let origin = "# Adopted from the container '\(UntrustedText.escaping(container.name))'.\n"
        return try add(server, to: profile, origin)
    }
}

extension AdoptedContainer {
    fileprivate func fill(_ server: inout ImportedServer) {
        var imported = ImportedContainer(image: image)
        imported.command = command
        imported.environment = environment.map { ($0.name, $0.value) }
        imported.volumes = mounts.map { "\($0.source):\($0.target):\($0.isReadOnly ? "ro" : "rw")" }
        imported.user = user
        imported.extraHosts = extraHosts
        imported.fill(&server)
        let resources = ManifestValue.eliding([
            ("cpus", nanoCPUs.map { .number(Double($0) / 1e9) }),
            ("memory", memory.flatMap { ByteCount(bytes: $0) }.map { .text($0.description) }),
            ("pids", pids.map(ManifestValue.integer)),
        ])
        if resources.json != .object([:]) { server.settings.append(ManifestValue.Member("resources", resources)) }
        if hasNetwork { server.settings.append(ManifestValue.Member("network", .text("bridge"))) }
        let texts = command + environment.map(\.value) + mounts.map(\.source)
        if texts.contains(where: { $0.contains("$") || $0.contains("{{") }) {
            server.notes.append("'$' and '{{' mean something in a server's entry: check the values that have them")
        }
    }
}
