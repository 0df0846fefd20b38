/// The parameters of a container tool: the JSON Schema that clients see, and what templates may ask for.
struct ToolParameters: Sendable {
    let schema: JSONValue
    /// Sorted.
    let names: [String]
    let defaults: [String: JSONValue]
    let diagnostics: [Diagnostic]

    /// What is not there stands for a tool without parameters.
    init(_ node: YAMLNode?) {
        let properties = node?["properties"]?.entries ?? []
        names = properties.map(\.key).sorted()
        schema = Self.schema(node)
        defaults = node.map { Self.defaults(of: $0) } ?? [:]
        diagnostics = node.map { Self.mistakes(in: $0, properties) } ?? []
    }

    /// An argument that is not declared would silently not count, unless the entry says that it may be there.
    private static func schema(_ node: YAMLNode?) -> JSONValue {
        var members: [String: JSONValue] = [:]
        if case .object(let declared)? = node.map(JSONValue.init) { members = declared.filter { $0.value != .null } }
        members["type"] = "object"
        members["properties"] = members["properties"] ?? [:]
        members["additionalProperties"] = members["additionalProperties"] ?? false
        return .object(members)
    }

    private static func defaults(of node: YAMLNode) -> [String: JSONValue] {
        guard case .object(let members) = ConfigSchema.complete(.object([:]), by: node) else { return [:] }
        return members
    }

    private static func mistakes(in node: YAMLNode, _ properties: [YAMLNode.Entry]) -> [Diagnostic] {
        var found: [Diagnostic] = []
        func report(_ message: String, _ place: YAMLNode) {
            found.append(Diagnostic(.badConfigSchema, message, at: place.location))
        }
        guard node.entries != nil else {
            report("'parameters' must be a JSON Schema of an object", node)
            return found
        }
        if let type = node["type"], type.string != "object" { report("the type of 'parameters' is 'object'", type) }
        if let declared = node["properties"], declared.entries == nil, NodeKind(of: declared) != .null {
            report("'properties' maps names to schemas", declared)
        }
        for property in properties where property.value.entries == nil {
            report("the parameter '\(property.key)' must be a schema", property.value)
        }
        for property in properties {
            guard let type = property.value["type"], let name = type.string, !types.contains(name) else { continue }
            report("'\(name)' is no type of JSON Schema", type)
        }
        let known = Set(properties.map(\.key))
        for name in node["required"]?.elements ?? [] where name.string.map(known.contains) != true {
            report("'\(name.text ?? "")' is required, and no property", name)
        }
        return found
    }

    private static let types = ["string", "number", "integer", "boolean", "array", "object", "null"]
}
