/// The schema of one section of a server's configuration, as the server's entry gives it.
struct ConfigSchema: Sendable {
    /// The section's key; the reference writes dots of the name as underscores.
    let section: String
    private let schema: YAMLNode

    /// Nil after a diagnostic if the schema has no name.
    init?(_ schema: YAMLNode, _ diagnostics: inout [Diagnostic]) {
        guard let name = schema["name"]?.text, !name.isEmpty else {
            let message = "a schema of 'config' has no name, so it applies to no section"
            diagnostics.append(Diagnostic(.badConfigSchema, message, at: schema.location))
            return nil
        }
        section = name.replacing(".", with: "_")
        self.schema = schema
    }

    /// Everything wrong with the section's values; `owner` is where a missing section is reported.
    func mistakes(in values: YAMLNode?, owner: SourceLocation) -> [Diagnostic] {
        var check = ConfigCheck()
        let node = values ?? YAMLNode(content: .mapping([]), location: owner)
        check.check(node, against: schema, path: section)
        return check.diagnostics
    }

    /// The values, with the schema's defaults where they say nothing.
    func completed(_ values: JSONValue?) -> JSONValue {
        Self.complete(values ?? .object([:]), by: schema)
    }

    /// A value with a schema's defaults where it says nothing.
    static func complete(_ value: JSONValue, by schema: YAMLNode) -> JSONValue {
        guard case .object(var members) = value else { return value }
        for property in schema["properties"]?.entries ?? [] {
            if let member = members[property.key] {
                members[property.key] = complete(member, by: property.value)
            } else if let initial = property.value["default"] {
                members[property.key] = JSONValue(initial)
            } else if property.value["properties"] != nil {
                let nested = complete(.object([:]), by: property.value)
                if nested != .object([:]) { members[property.key] = nested }
            }
        }
        return .object(members)
    }
}
