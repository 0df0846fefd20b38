/// Where a schema object holds further schemas.
enum SubschemaKeywords {
    enum Shape {
        case schema, list, map
    }

    /// The keywords whose value is a schema, a list of schemas or a map to schemas.
    ///
    /// `items` and the values of `dependencies` may also be of another shape in earlier drafts.
    static let shapes: [String: Shape] = [
        "additionalItems": .schema, "additionalProperties": .schema, "contains": .schema, "contentSchema": .schema,
        "else": .schema, "if": .schema, "items": .schema, "not": .schema, "propertyNames": .schema, "then": .schema,
        "unevaluatedItems": .schema, "unevaluatedProperties": .schema,
        "allOf": .list, "anyOf": .list, "oneOf": .list, "prefixItems": .list,
        "$defs": .map, "definitions": .map, "dependencies": .map, "dependentSchemas": .map,
        "patternProperties": .map, "properties": .map,
    ]

    /// Every value of `schema` that is a schema itself, with the names that lead to it.
    static func children(of schema: JSONObject) -> [(path: [String], value: JSONValue)] {
        schema.members.flatMap { member -> [(path: [String], value: JSONValue)] in
            let keyword = member.name.text
            switch (shapes[keyword], member.value) {
            case (.schema?, .array(let items)) where keyword == "items", (.list?, .array(let items)):
                return items.enumerated().map { ([keyword, String($0.offset)], $0.element) }
            case (.map?, .object(let map)):
                return map.members.filter { $0.value.isSchema }.map { ([keyword, $0.name.text], $0.value) }
            case (.schema?, let value) where value.isSchema: return [([keyword], value)]
            default: return []
            }
        }
    }
}

extension JSONValue {
    /// Whether the value has the form of a schema: an object or a boolean.
    var isSchema: Bool {
        switch self {
        case .object, .boolean: true
        case .null, .number, .string, .array: false
        }
    }
}
