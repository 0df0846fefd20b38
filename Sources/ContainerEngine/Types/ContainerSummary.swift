/// One row of `GET /containers/json`.
package struct ContainerSummary: Hashable, Sendable {
    package var id: ContainerID
    /// Without the API's leading slash; the first is the container's own.
    package var names: [String]
    package var image: ImageName
    package var imageID: ImageName
    package var status: ContainerState.Status
    package var labels: [String: String]

    package init(
        id: ContainerID,
        names: [String],
        image: ImageName,
        imageID: ImageName,
        status: ContainerState.Status,
        labels: [String: String] = [:]
    ) {
        self.id = id
        self.names = names
        self.image = image
        self.imageID = imageID
        self.status = status
        self.labels = labels
    }
}

extension ContainerSummary: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case image = "Image"
        case imageID = "ImageID"
        case status = "State"
        case labels = "Labels"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(ContainerID.self, forKey: .id)
        names = try values.decodeList(.names, of: String.self).map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }
        image = try values.decode(ImageName.self, forKey: .image)
        imageID = try values.decode(ImageName.self, forKey: .imageID)
        status = try values.decode(ContainerState.Status.self, forKey: .status)
        labels = try values.decodeMap(.labels)
    }
}
