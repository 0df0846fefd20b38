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
            "RepoTags": .array(names.filter { !$0.contains("@") }.map { .text($0) }),
            "RepoDigests": .array(names.filter(Self.isDigest).map { .text($0) }),
            "Os": "linux",
            "Architecture": "amd64",
            "Config": configuration,
        ]
    }
    /// True for `repository@digest`; images are found by `repository:tag@digest`, too, and engines show only the first.
    private static func isDigest(_ name: String) -> Bool {
        guard let end = name.firstIndex(of: "@") else { return false }
        return name[..<end].split(separator: "/").last?.contains(":") == false
    }
}
