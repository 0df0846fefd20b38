extension SchemaCompiler {
    /// `$ref` and `$dynamicRef`; `$recursiveRef` of 2019-09 is taken as a `$ref`.
    mutating func references(_ reader: KeywordReader) throws(SchemaError) -> [Keyword] {
        var keywords: [Keyword] = []
        for keyword in ["$ref", "$recursiveRef"] {
            guard let text = try reader.text(keyword) else { continue }
            let target = try document.place(for: text, from: reader.place, keyword: keyword)
            keywords.append(.reference(try node(for: target), keyword: keyword))
        }
        if let text = try reader.text("$dynamicRef") {
            let target = try document.place(for: text, from: reader.place, keyword: "$dynamicRef")
            let id = try node(for: target)
            if let anchor = document.dynamicAnchor(of: text, at: target) {
                keywords.append(.dynamicReference(anchor: anchor, initially: id))
            } else {
                keywords.append(.reference(id, keyword: "$dynamicRef"))
            }
        }
        return keywords
    }

    /// `allOf`, `anyOf`, `oneOf`, `not`, `if` and the schemas that depend on a property.
    mutating func logic(_ reader: KeywordReader) throws(SchemaError) -> [Keyword] {
        var keywords: [Keyword] = []
        if let ids = try nodes("allOf", reader) { keywords.append(.allOf(ids)) }
        if let ids = try nodes("anyOf", reader) { keywords.append(.anyOf(ids)) }
        if let ids = try nodes("oneOf", reader) { keywords.append(.oneOf(ids)) }
        if let id = try node("not", reader) { keywords.append(.not(id)) }
        if let condition = try node("if", reader) {
            keywords.append(.conditional(if: condition, then: try node("then", reader), else: try node("else", reader)))
        }
        let dependencies = try dependentSchemas(reader)
        if !dependencies.isEmpty { keywords.append(.dependentSchemas(dependencies)) }
        return keywords
    }

    private mutating func dependentSchemas(_ reader: KeywordReader) throws(SchemaError) -> [Dependency<NodeID>] {
        var dependencies: [Dependency<NodeID>] = []
        for keyword in document.draft.hasDependencies ? ["dependentSchemas", "dependencies"] : ["dependentSchemas"] {
            for member in try reader.map(keyword) {
                if keyword == "dependencies", KeywordReader.texts(member.value) != nil { continue }
                let id = try node(for: reader.place(keyword, member.name.text, value: member.value))
                dependencies.append(Dependency(property: member.name, demand: id))
            }
        }
        return dependencies
    }

    /// What speaks of the members of an object.
    mutating func properties(_ reader: KeywordReader) throws(SchemaError) -> [Keyword] {
        var keywords: [Keyword] = []
        if let id = try node("propertyNames", reader) { keywords.append(.propertyNames(id)) }
        let named = try reader.map("properties")
        let patterns = try patternProperties(reader)
        let isPartial = patterns.contains { $0.pattern == nil }
        let additional = try node("additionalProperties", reader)
        guard !named.isEmpty || !patterns.isEmpty || additional != nil else { return keywords }
        var ids: [JSONText: NodeID] = [:]
        for member in named {
            ids[member.name] = try node(for: reader.place("properties", member.name.text, value: member.value))
        }
        let rules = PropertyRules(
            named: ids,
            patterns: patterns.compactMap { entry in entry.pattern.map { ($0, entry.schema) } },
            additional: isPartial ? nil : additional,
            isPartial: isPartial,
            names: named.map(\.name)
        )
        keywords.append(.properties(rules))
        return keywords
    }

    private mutating func patternProperties(
        _ reader: KeywordReader
    ) throws(SchemaError) -> [(pattern: Pattern?, schema: NodeID)] {
        var entries: [(pattern: Pattern?, schema: NodeID)] = []
        for member in try reader.map("patternProperties") {
            let place = reader.place("patternProperties", member.name.text, value: member.value)
            entries.append((pattern(member.name.text, at: place.location), try node(for: place)))
        }
        return entries
    }

    /// What speaks of the items of an array.
    mutating func items(_ reader: KeywordReader) throws(SchemaError) -> [Keyword] {
        var keywords: [Keyword] = []
        if case .array? = reader["items"] {
            if !document.draft.hasItemsArray {
                warn("'items' as an array is of earlier drafts; read as 'prefixItems'", at: reader.place.location)
            }
            let rest = try node("additionalItems", reader)
            let prefix = try nodes("items", reader) ?? []
            keywords.append(.items(ItemRules(prefix: prefix, rest: rest, restKeyword: "additionalItems")))
        } else {
            let prefix = try nodes("prefixItems", reader) ?? []
            let rest = try node("items", reader)
            if !prefix.isEmpty || rest != nil {
                keywords.append(.items(ItemRules(prefix: prefix, rest: rest, restKeyword: "items")))
            }
        }
        guard let schema = try node("contains", reader) else { return keywords }
        let rule = ContainsRule(
            schema: schema,
            minimum: try reader.count("minContains") ?? 1,
            maximum: try reader.count("maxContains"),
            marksEvaluated: document.draft == .draft2020
        )
        return keywords + [.contains(rule)]
    }

    mutating func unevaluated(_ reader: KeywordReader) throws(SchemaError) -> [Keyword] {
        var keywords: [Keyword] = []
        if let id = try node("unevaluatedProperties", reader) { keywords.append(.unevaluatedProperties(id)) }
        if let id = try node("unevaluatedItems", reader) { keywords.append(.unevaluatedItems(id)) }
        return keywords
    }

    private mutating func node(_ keyword: String, _ reader: KeywordReader) throws(SchemaError) -> NodeID? {
        guard let value = reader[keyword] else { return nil }
        return try node(for: reader.place(keyword, value: value))
    }

    private mutating func nodes(_ keyword: String, _ reader: KeywordReader) throws(SchemaError) -> [NodeID]? {
        guard let values = try reader.list(keyword) else { return nil }
        var ids: [NodeID] = []
        for (position, value) in values.enumerated() {
            ids.append(try node(for: reader.place(keyword, String(position), value: value)))
        }
        return ids
    }
}
