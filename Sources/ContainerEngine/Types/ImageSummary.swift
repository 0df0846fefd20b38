/// One row of `GET /images/json`.
package struct ImageSummary: Hashable, Sendable {
    package var id: ImageName
    package var tags: [ImageName]
    package var labels: [String: String]

    package init(id: ImageName, tags: [ImageName] = [], labels: [String: String] = [:]) {
        self.id = id
        self.tags = tags
        self.labels = labels
    }
}

extension ImageSummary: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case tags = "RepoTags"
        case labels = "Labels"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(ImageName.self, forKey: .id)
        tags = try values.decodeList(.tags)
        labels = try values.decodeMap(.labels)
    }
}

/// One step of a pull, in the engine's words: escape them before printing.
package struct PullProgress: Hashable, Sendable {
    /// The layer that the step is about; empty for the whole image.
    package var layer: String
    package var status: String
    /// Bytes done and to do, when the engine tells.
    package var current: Int64?
    package var total: Int64?

    package init(layer: String = "", status: String, current: Int64? = nil, total: Int64? = nil) {
        self.layer = layer
        self.status = status
        self.current = current
        self.total = total
    }
}
