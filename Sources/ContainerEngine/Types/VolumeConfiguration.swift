/// A volume to create: the body of `POST /volumes/create`.
package struct VolumeConfiguration: Hashable, Sendable, Encodable {
    package var name: String
    package var driver: String
    package var labels: [String: String]

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case driver = "Driver"
        case labels = "Labels"
    }

    package init(name: VolumeName, driver: String = "local", labels: [String: String] = [:]) {
        self.name = name.text
        self.driver = driver
        self.labels = labels
    }
}

/// A volume as the engine reports it.
package struct VolumeInspection: Hashable, Sendable {
    package var name: VolumeName
    package var driver: String
    /// The path of its data on the engine's host.
    package var mountpoint: String
    package var labels: [String: String]
}

extension VolumeInspection: Decodable {
    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case driver = "Driver"
        case mountpoint = "Mountpoint"
        case labels = "Labels"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = VolumeName(try values.decode(String.self, forKey: .name))
        driver = try values.decodeText(.driver)
        mountpoint = try values.decodeText(.mountpoint)
        labels = try values.decodeMap(.labels)
    }
}
