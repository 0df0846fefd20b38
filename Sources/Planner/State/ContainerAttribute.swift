package import Spec

/// One attribute of a definition as text: what plans compare and show.
package struct ContainerAttribute: Hashable, Sendable {
    package let path: AttributePath
    package let group: AttributeGroup
    package let value: String
}

extension ContainerDefinition {
    /// Every attribute that is set, sorted by path. The image counts by its content: a new name for the same content
    /// changes nothing that runs.
    package var attributes: [ContainerAttribute] {
        var attributes: [ContainerAttribute] = []
        func add(_ path: String, _ group: AttributeGroup, _ value: String) {
            attributes.append(ContainerAttribute(path: AttributePath(path), group: group, value: value))
        }
        if let imageID { add("image", .image, imageID.text) }
        if !command.isEmpty { add("command", .command, CanonicalJSON.array(command.map(CanonicalJSON.string)).text) }
        if !user.isEmpty { add("user", .command, user) }
        for variable in environment { add("env.\(variable.name)", .environment, variable.value) }
        for mount in mounts { add("mounts.\(mount.target)", .mounts, mount.summary) }
        add("network", .network, network.rawValue)
        if !extraHosts.isEmpty { add("extraHosts", .network, extraHosts.joined(separator: ", ")) }
        add("resources.cpus", .limits, resources.cpus)
        add("resources.memory", .limits, resources.memory.description)
        add("resources.pids", .limits, String(resources.pids))
        for (path, value) in hardening.attributes { add("hardening.\(path)", .hardening, value) }
        return attributes.sorted { $0.path < $1.path }
    }

    /// What differs, seen from `self` to `other`, sorted by path.
    package func changes(to other: Self, locations: [AttributePath: SourceLocation] = [:]) -> [AttributeChange] {
        let old = Dictionary(uniqueKeysWithValues: attributes.map { ($0.path, $0.value) })
        let new = Dictionary(uniqueKeysWithValues: other.attributes.map { ($0.path, $0.value) })
        return Set(old.keys).union(new.keys).sorted().compactMap { path in
            guard old[path] != new[path] else { return nil }
            return AttributeChange(path: path, old: old[path], new: new[path], location: locations[path])
        }
    }
}

extension Mount {
    fileprivate var summary: String {
        let origin =
            switch source {
            case .bind(let path): "bind \(path)"
            case .volume(let name): "volume \(name)"
            }
        return origin + (isReadOnly ? " read-only" : " writable")
    }
}

extension ResourceLimits {
    /// Cores as a decimal number without trailing zeros: `1`, `0.5`.
    fileprivate var cpus: String {
        let fraction = String(nanoCPUs % 1_000_000_000 + 1_000_000_000).dropFirst()
        let digits = fraction.reversed().drop { $0 == "0" }.reversed()
        let whole = String(nanoCPUs / 1_000_000_000)
        return digits.isEmpty ? whole : whole + "." + String(digits)
    }
}

extension Hardening {
    fileprivate var attributes: [(String, String)] {
        [
            ("capDrop", droppedCapabilities.joined(separator: ",")),
            ("capAdd", addedCapabilities.joined(separator: ",")),
            ("privileged", String(isPrivileged)),
            ("readOnlyRoot", String(hasReadOnlyRoot)),
            ("noNewPrivileges", String(forbidsNewPrivileges)),
            ("init", String(runsInit)),
            ("tmpfs", temporaryFilesystems.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ")),
            ("noSwap", String(forbidsSwap)),
        ]
    }
}
