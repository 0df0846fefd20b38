package import Spec

/// One attribute of a definition as text: what plans compare and show.
package struct ContainerAttribute: Hashable, Sendable {
    package let path: AttributePath
    /// What is compared.
    package let value: String
    /// What a reader is told: the value, and for the image also its name.
    package let shown: String

    init(_ path: String, _ value: String, shown: String? = nil) {
        self.path = AttributePath(path)
        self.value = value
        self.shown = shown ?? value
    }

    /// Both of two attributes at one path, such as a variable that a container has twice.
    func joined(with other: Self) -> Self {
        Self(path.text, "\(value), \(other.value)", shown: "\(shown), \(other.shown)")
    }
}

extension ContainerDefinition {
    /// What the image's content is called while it is not on the engine.
    static let unknownContent = "known after pull"

    /// Every attribute that is set, sorted by path.
    ///
    /// The image counts by its content: a new name for the same content changes nothing that runs.
    package var attributes: [ContainerAttribute] {
        let content = imageID?.text ?? Self.unknownContent
        var attributes = [
            ContainerAttribute("image", content, shown: content == image.text ? content : "\(image) (\(content))"),
            ContainerAttribute("network", networkText),
            ContainerAttribute("resources.cpus", resources.cpus),
            ContainerAttribute("resources.memory", resources.memory.description),
            ContainerAttribute("resources.pids", String(resources.pids)),
        ]
        if !command.isEmpty { attributes.append(ContainerAttribute("command", Self.quoted(command))) }
        if !user.isEmpty { attributes.append(ContainerAttribute("user", user)) }
        if let http { attributes.append(ContainerAttribute("http", http.description)) }
        if !extraHosts.isEmpty { attributes.append(ContainerAttribute("extraHosts", Self.quoted(extraHosts))) }
        attributes += environment.map { ContainerAttribute("env.\($0.name)", $0.value) }
        attributes += mounts.map { ContainerAttribute("mounts.\($0.target)", $0.summary) }
        attributes += hardening.attributes + removal.attributes
        return attributes.sorted { $0.path < $1.path }
    }

    /// What speaks HTTP has a network in any case.
    private var networkText: String {
        http != nil && network == .none ? "internal" : network.rawValue
    }

    /// Arguments in such a way that none can pass for two.
    private static func quoted(_ texts: [String]) -> String {
        CanonicalJSON.array(texts.map(CanonicalJSON.string)).text
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

extension RemovalPolicy {
    /// What is as it is by itself is left out.
    fileprivate var attributes: [ContainerAttribute] {
        var attributes: [ContainerAttribute] = []
        if isProtected { attributes.append(ContainerAttribute("protect", "true")) }
        if outcome != .remove { attributes.append(ContainerAttribute("onRemove", outcome.rawValue)) }
        return attributes
    }
}

extension Hardening {
    fileprivate var attributes: [ContainerAttribute] {
        let filesystems = temporaryFilesystems.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
        return [
            ContainerAttribute("hardening.capAdd", addedCapabilities.joined(separator: ",")),
            ContainerAttribute("hardening.capDrop", droppedCapabilities.joined(separator: ",")),
            ContainerAttribute("hardening.init", String(runsInit)),
            ContainerAttribute("hardening.noNewPrivileges", String(forbidsNewPrivileges)),
            ContainerAttribute("hardening.noSwap", String(forbidsSwap)),
            ContainerAttribute("hardening.privileged", String(isPrivileged)),
            ContainerAttribute("hardening.readOnlyRoot", String(hasReadOnlyRoot)),
            ContainerAttribute("hardening.tmpfs", filesystems.joined(separator: " ")),
        ]
    }
}
