package import Spec

/// The labels by which a container says who it is: the keys are ours, and four of Docker's MCP Gateway.
package enum ContainerLabels {
    package static let prefix = "io.mcp-reconcile."
    package static let version = prefix + "v"
    package static let owner = prefix + "owner"
    package static let profile = prefix + "profile"
    package static let server = prefix + "server"
    package static let spec = prefix + "spec"
    package static let generation = prefix + "generation"
    package static let revision = prefix + "rev"
    /// Where the container answers HTTP, if it does.
    package static let http = prefix + "http"
    /// `true` for a container that goes only when somebody agrees to that by name.
    package static let protect = prefix + "protect"
    /// What becomes of the container in the end, where it is not to be removed.
    package static let onRemove = prefix + "on-remove"
    /// What clients saw of the server's tools when the container was made, see ``ToolRecord``.
    package static let tools = prefix + "tools"

    package static func spec(_ group: AttributeGroup) -> String { "\(spec).\(group.rawValue)" }

    /// True if an image carries a label of ours: the engine would copy it into the container, for which it would pass.
    static func areClaimed(by image: ObservedImage) -> Bool {
        image.labels.keys.contains { $0.hasPrefix(prefix) }
    }

    /// Every label of a new container.
    ///
    /// The revision tells where it came from and is no part of its hash: a commit that changes nothing recreates nothing.
    package static func make(
        for identity: ContainerIdentity,
        definition: ContainerDefinition,
        revision: Revision?
    ) -> [String: String] {
        make(for: identity, definition: definition, revision: revision, tools: nil)
    }

    /// Every label of a new container of a server whose tools are documented.
    static func make(
        for identity: ContainerIdentity,
        definition: ContainerDefinition,
        revision: Revision?,
        tools record: ToolRecord?
    ) -> [String: String] {
        make(for: identity, definition, groups: definition.groupHashes, revision: revision, tools: record)
    }

    /// Every label but the groups' hashes, which cost the most and are not needed where the definition itself is known.
    static func makeWithoutGroups(
        for identity: ContainerIdentity,
        definition: ContainerDefinition,
        revision: Revision?
    ) -> [String: String] {
        make(for: identity, definition, groups: [:], revision: revision, tools: nil)
    }

    private static func make(
        for identity: ContainerIdentity,
        _ definition: ContainerDefinition,
        groups: [AttributeGroup: String],
        revision: Revision?,
        tools record: ToolRecord?
    ) -> [String: String] {
        var labels = [
            version: "1",
            owner: identity.owner.text,
            profile: identity.address.profile.text,
            server: identity.address.server.text,
            spec: identity.specHash.text,
            generation: String(identity.generation),
            self.revision: revision?.description ?? "",
            "docker-mcp": "true",
            "docker-mcp-tool-type": "mcp",
            "docker-mcp-name": identity.address.server.text,
            "docker-mcp-transport": definition.http.map(\.transport.rawValue) ?? "stdio",
        ]
        labels[http] = definition.http?.description
        for (group, hash) in groups { labels[spec(group)] = hash }
        for (label, value) in definition.removal.labels { labels[label] = value }
        labels[tools] = record?.label
        return labels
    }
}

extension RemovalPolicy {
    /// What is as it is by itself has no label.
    fileprivate var labels: [String: String] {
        var labels: [String: String] = [:]
        if isProtected { labels[ContainerLabels.protect] = "true" }
        if outcome != .remove { labels[ContainerLabels.onRemove] = outcome.rawValue }
        return labels
    }

    /// What a container's labels remember.
    package init(labels: [String: String]) {
        self.init(
            isProtected: labels[ContainerLabels.protect] == "true",
            outcome: labels[ContainerLabels.onRemove].flatMap(Outcome.init) ?? .remove
        )
    }
}

extension ObservedContainer {
    /// What its label remembers of the tools; nil if it remembers nothing.
    var toolRecord: ToolRecord? { labels[ContainerLabels.tools].flatMap(ToolRecord.init(label:)) }
}

extension ContainerIdentity {
    /// The identity that a container's labels claim, if its name is the one that they derive.
    ///
    /// Images can carry labels, and the engine copies them into containers; a name they cannot give. So ownership is
    /// both, and what fails either is somebody else's and never touched.
    package init?(of container: ObservedContainer) {
        self.init(labelsOf: container)
        guard container.name == containerName else { return nil }
    }

    /// The identity that a container's labels claim, if it has the name that they derive for a candidate: it has not
    /// passed its gate, and does not serve.
    package init?(ofCandidate container: ObservedContainer) {
        self.init(labelsOf: container)
        guard container.name == candidateName else { return nil }
    }

    private init?(labelsOf container: ObservedContainer) {
        guard container.name.hasPrefix(Self.namePrefix) else { return nil }
        let labels = container.labels
        guard let owner = labels[ContainerLabels.owner].flatMap(OwnerID.init),
            let profile = labels[ContainerLabels.profile].flatMap(ProfileName.init),
            let server = labels[ContainerLabels.server].flatMap(ServerName.init),
            let specHash = labels[ContainerLabels.spec].flatMap({ SpecHash($0) }),
            let generation = labels[ContainerLabels.generation].flatMap({ Int($0) }), generation >= 0
        else { return nil }
        let address = ServerAddress(profile: profile, server: server)
        self.init(owner: owner, address: address, specHash: specHash, generation: generation)
    }

    /// What every container name of an owner begins with.
    package static func namePrefix(of owner: OwnerID) -> String { "\(namePrefix)\(owner.short)-" }

    static let namePrefix = "mcpr-"
}
