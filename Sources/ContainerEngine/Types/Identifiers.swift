/// The engine's identifier of a container: 64 hexadecimal digits, or any unambiguous form that the engine accepts.
package struct ContainerID: Hashable, Sendable, Codable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension ContainerID: CustomStringConvertible {
    /// The first twelve digits, as people know them; escaped, for nothing says that these are digits.
    package var description: String { EscapedText(String(text.prefix(12))).description }
}

/// The name or identifier of an image as the engine accepts it: `[registry/]repository[:tag][@digest]` or `sha256:…`.
package struct ImageName: Hashable, Sendable, Codable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension ImageName: CustomStringConvertible {
    package var description: String { text }
}

extension ImageName {
    /// The name and its tag; the tag is nil for a name with a digest or without a tag.
    var repositoryAndTag: (repository: String, tag: String?) {
        guard !text.contains("@"), let colon = text.lastIndex(of: ":"), !text[colon...].contains("/") else {
            return (text, nil)
        }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }
}

/// The engine's identifier of a network.
package struct NetworkID: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

/// A volume's name, which is also its identifier.
package struct VolumeName: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

/// A condition on labels: `key`, or `key=value`.
package struct LabelSelector: Hashable, Sendable {
    /// As the engine's `label` filter writes it.
    let text: String

    /// The label exists, with whatever value.
    package static func has(_ key: String) -> Self { Self(text: key) }

    /// The label exists and has exactly this value.
    package static func equals(_ key: String, _ value: String) -> Self { Self(text: "\(key)=\(value)") }
}
