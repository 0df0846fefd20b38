/// A network to create: the body of `POST /networks/create`.
package struct NetworkConfiguration: Hashable, Sendable {
    package var name: String
    package var driver: String
    /// True if nothing outside is reachable.
    package var isInternal: Bool
    package var labels: [String: String]
    package var options: [String: String]

    package init(
        name: String,
        driver: String = "bridge",
        isInternal: Bool = false,
        labels: [String: String] = [:],
        options: [String: String] = [:]
    ) {
        self.name = name
        self.driver = driver
        self.isInternal = isInternal
        self.labels = labels
        self.options = options
    }
}

extension NetworkConfiguration: Encodable {
    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case refusesDuplicate = "CheckDuplicate"
        case driver = "Driver"
        case isInternal = "Internal"
        case labels = "Labels"
        case options = "Options"
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(name, forKey: .name)
        try values.encode(true, forKey: .refusesDuplicate)
        try values.encode(driver, forKey: .driver)
        try values.encode(isInternal, forKey: .isInternal)
        try values.encode(labels, forKey: .labels)
        try values.encode(options, forKey: .options)
    }
}

/// A network as the engine reports it.
package struct NetworkInspection: Hashable, Sendable {
    package var id: NetworkID
    package var name: String
    package var driver: String
    package var isInternal: Bool
    package var labels: [String: String]
}

extension NetworkInspection: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case driver = "Driver"
        case isInternal = "Internal"
        case labels = "Labels"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = NetworkID(try values.decode(String.self, forKey: .id))
        name = try values.decode(String.self, forKey: .name)
        driver = try values.decodeText(.driver)
        isInternal = try values.decodeFlag(.isInternal)
        labels = try values.decodeMap(.labels)
    }
}

/// A container's place in one network.
package struct NetworkAttachment: Hashable, Sendable {
    package var network: NetworkID
    /// Empty while the container does not run.
    package var address: String

    package init(network: NetworkID, address: String) {
        self.network = network
        self.address = address
    }
}

extension NetworkAttachment: Decodable {
    private enum CodingKeys: String, CodingKey {
        case network = "NetworkID"
        case address = "IPAddress"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        network = NetworkID(try values.decodeText(.network))
        address = try values.decodeText(.address)
    }
}
