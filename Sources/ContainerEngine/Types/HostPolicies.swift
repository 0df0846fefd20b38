/// Where an engine keeps what a container prints: the API's `LogConfig`.
package struct LogDriver: Hashable, Sendable {
    /// For example `json-file`; `none` keeps nothing.
    package var name: String
    package var options: [String: String]

    /// Keeps nothing.
    package static let none = LogDriver(name: "none")

    package init(name: String, options: [String: String] = [:]) {
        self.name = name
        self.options = options
    }
}

extension LogDriver: Codable {
    private enum CodingKeys: String, CodingKey {
        case name = "Type"
        case options = "Config"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decodeText(.name)
        options = try values.decodeMap(.options)
    }
}

/// When an engine restarts a container on its own.
package struct RestartPolicy: Hashable, Sendable {
    /// `no`, `always`, `unless-stopped` or `on-failure`; some engines write an empty text for `no`.
    package var name: String
    package var maximumRetryCount: Int

    /// Never.
    package static let never = RestartPolicy(name: "no")

    package init(name: String, maximumRetryCount: Int = 0) {
        self.name = name
        self.maximumRetryCount = maximumRetryCount
    }
}

extension RestartPolicy: Codable {
    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case maximumRetryCount = "MaximumRetryCount"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decodeText(.name)
        maximumRetryCount = try values.decodeIfPresent(Int.self, forKey: .maximumRetryCount) ?? 0
    }
}
