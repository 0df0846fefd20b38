/// One entry of `HostConfig.Mounts`: what shall be mounted where.
package struct ContainerMount: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, Codable {
        case bind, volume, tmpfs, npipe, cluster, image
    }

    package var kind: Kind
    /// A path of the engine's host, or a volume's name.
    package var source: String
    /// An absolute path within the container.
    package var target: String
    package var isReadOnly: Bool

    package init(kind: Kind, source: String, target: String, isReadOnly: Bool) {
        self.kind = kind
        self.source = source
        self.target = target
        self.isReadOnly = isReadOnly
    }
}

extension ContainerMount: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind = "Type"
        case source = "Source"
        case target = "Target"
        case isReadOnly = "ReadOnly"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        kind = try values.decode(Kind.self, forKey: .kind)
        source = try values.decodeText(.source)
        target = try values.decodeText(.target)
        isReadOnly = try values.decodeFlag(.isReadOnly)
    }
}

/// One entry of an inspected container's `Mounts`: what is really mounted, whoever asked for it.
package struct MountPoint: Hashable, Sendable {
    /// `bind`, `volume`, `tmpfs` or a kind of a newer engine.
    package var kind: String
    /// The volume's name; empty for other kinds.
    package var name: String
    package var source: String
    package var destination: String
    package var isWritable: Bool
}

extension MountPoint: Decodable {
    private enum CodingKeys: String, CodingKey {
        case kind = "Type"
        case name = "Name"
        case source = "Source"
        case destination = "Destination"
        case isWritable = "RW"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        kind = try values.decodeText(.kind)
        name = try values.decodeText(.name)
        source = try values.decodeText(.source)
        destination = try values.decodeText(.destination)
        isWritable = try values.decodeFlag(.isWritable)
    }
}
