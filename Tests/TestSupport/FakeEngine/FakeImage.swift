/// An image of a fake engine.
package struct FakeImage: Sendable {
    /// `sha256:` and 64 hexadecimal digits.
    package let id: String
    package var names: [String]
    /// As `GET /images/{name}/json` shows it under `Config`.
    package let configuration: JSONValue
    let process: FakeProcess

    var inspection: JSONValue {
        [
            "Id": .text(id),
            "RepoTags": .array(names.map { .text($0) }),
            "RepoDigests": nil,
            "Os": "linux",
            "Architecture": "amd64",
            "Config": configuration,
        ]
    }
}
