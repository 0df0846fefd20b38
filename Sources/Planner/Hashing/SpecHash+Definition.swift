import Crypto
package import Spec

extension SpecHash {
    /// The hash of a container of one profile, version 1.
    ///
    /// The fields, their names and their defaults are frozen by the vectors in `SpecHashTests`: an engine full of
    /// containers must not be recreated because the program was updated. A field that is added later is elided while
    /// it has its default.
    ///
    /// - Returns: nil until the image is present, because what runs is its content and not its name.
    package init?(profile: ProfileName, definition: ContainerDefinition) {
        guard let imageID = definition.imageID else { return nil }
        var members = definition.canonicalMembers
        members.append(("profile", .string(profile.text)))
        members.append(("image", .string(imageID.text)))
        self.init("v1:" + Self.digest("mcp-reconcile spec v1\n" + CanonicalJSON.eliding(members).text))
    }

    fileprivate static func digest(_ text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        .joined()
    }
}

extension ContainerDefinition {
    /// A short hash of each group of attributes, by which a later plan knows which of them changed.
    package var groupHashes: [AttributeGroup: String] {
        let grouped = Dictionary(grouping: attributes, by: \.group)
        return Dictionary(
            uniqueKeysWithValues: AttributeGroup.allCases.map { group in
                let members = (grouped[group] ?? []).map { ($0.path.text, CanonicalJSON?.some(.string($0.value))) }
                return (group, String(SpecHash.digest(CanonicalJSON.eliding(members).text).prefix(16)))
            }
        )
    }

    fileprivate var canonicalMembers: [(String, CanonicalJSON?)] {
        [
            ("command", command.isEmpty ? nil : .array(command.map(CanonicalJSON.string))),
            ("env", environment.isEmpty ? nil : canonicalEnvironment),
            ("user", user.isEmpty ? nil : .string(user)),
            ("mounts", mounts.isEmpty ? nil : .array(mounts.map(\.canonical))),
            ("network", network == .none ? nil : .string(network.rawValue)),
            ("extraHosts", extraHosts.isEmpty ? nil : .array(extraHosts.map(CanonicalJSON.string))),
            ("resources", resources == ResourceLimits() ? nil : resources.canonical),
            ("hardening", hardening == .standard ? nil : hardening.canonical),
        ]
    }

    private var canonicalEnvironment: CanonicalJSON {
        .eliding(environment.map { ($0.name, .string($0.value)) })
    }
}

extension Mount {
    fileprivate var canonical: CanonicalJSON {
        let source: (String, CanonicalJSON) =
            switch source {
            case .bind(let path): ("bind", .string(path))
            case .volume(let name): ("volume", .string(name))
            }
        return .eliding([
            (source.0, source.1), ("target", .string(target)), ("readOnly", isReadOnly ? nil : .bool(false)),
        ])
    }
}

extension ResourceLimits {
    fileprivate var canonical: CanonicalJSON {
        .eliding([
            ("nanoCPUs", .integer(nanoCPUs)), ("memory", .integer(memory.bytes)), ("pids", .integer(pids)),
        ])
    }
}

extension Hardening {
    fileprivate var canonical: CanonicalJSON {
        .eliding([
            ("dropped", .array(droppedCapabilities.map(CanonicalJSON.string))),
            ("added", .array(addedCapabilities.map(CanonicalJSON.string))),
            ("privileged", .bool(isPrivileged)),
            ("readOnlyRoot", .bool(hasReadOnlyRoot)),
            ("noNewPrivileges", .bool(forbidsNewPrivileges)),
            ("init", .bool(runsInit)),
            ("tmpfs", .eliding(temporaryFilesystems.map { ($0.key, .string($0.value)) })),
            ("noSwap", .bool(forbidsSwap)),
        ])
    }
}
