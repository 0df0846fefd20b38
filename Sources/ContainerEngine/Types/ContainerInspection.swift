/// Everything that `GET /containers/{id}/json` tells about one container, as far as this program asks.
package struct ContainerInspection: Hashable, Sendable {
    package var id: ContainerID
    /// Without the API's leading slash.
    package var name: String
    /// As the engine writes it (RFC 3339).
    package var created: String
    package var state: ContainerState
    /// The identifier of the image's content.
    package var imageID: ImageName
    package var configuration: ContainerConfiguration
    package var mounts: [MountPoint]
    /// What it is connected to while it runs, by the networks' names.
    package var networks: [String: NetworkAttachment]
    /// The container's ports that the host publishes, or is to publish while it runs, such as `8080/tcp`, sorted.
    package var publishedPorts: [String] = []

    package init(
        id: ContainerID,
        name: String,
        created: String = "",
        state: ContainerState,
        imageID: ImageName,
        configuration: ContainerConfiguration,
        mounts: [MountPoint] = [],
        networks: [String: NetworkAttachment] = [:]
    ) {
        self.id = id
        self.name = name
        self.created = created
        self.state = state
        self.imageID = imageID
        self.configuration = configuration
        self.mounts = mounts
        self.networks = networks
    }
}

extension ContainerInspection: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case created = "Created"
        case state = "State"
        case imageID = "Image"
        case configuration = "Config"
        case host = "HostConfig"
        case mounts = "Mounts"
        case networkSettings = "NetworkSettings"
    }

    /// Ports that are only exposed have no bindings.
    private typealias PublishedPorts = [String: [PortBinding]?]

    private struct PortBinding: Decodable {}

    /// What is to be published; of a container that does not run, nothing is.
    private struct PublishingOrder: Decodable {
        let ports: PublishedPorts?

        enum CodingKeys: String, CodingKey {
            case ports = "PortBindings"
        }
    }

    private struct NetworkSettings: Decodable {
        let networks: [String: NetworkAttachment]?
        let ports: PublishedPorts?

        enum CodingKeys: String, CodingKey {
            case networks = "Networks"
            case ports = "Ports"
        }
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(ContainerID.self, forKey: .id)
        let slashed = try values.decodeText(.name)
        name = slashed.hasPrefix("/") ? String(slashed.dropFirst()) : slashed
        created = try values.decodeText(.created)
        state = try values.decode(ContainerState.self, forKey: .state)
        imageID = try values.decode(ImageName.self, forKey: .imageID)
        configuration = try values.decode(ContainerConfiguration.self, forKey: .configuration)
        configuration.host = try values.decode(HostConfiguration.self, forKey: .host)
        mounts = try values.decodeList(.mounts)
        let settings = try values.decodeIfPresent(NetworkSettings.self, forKey: .networkSettings)
        networks = settings?.networks ?? [:]
        let order = try values.decode(PublishingOrder.self, forKey: .host)
        let ports = (settings?.ports ?? [:]).merging(order.ports ?? [:]) { $0?.isEmpty == false ? $0 : $1 }
        publishedPorts = ports.filter { $0.value?.isEmpty == false }.keys.sorted()
    }
}
