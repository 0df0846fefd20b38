extension SchemaCompiler {
    /// `type`, `enum`, `const` and what speaks of numbers and strings.
    mutating func valueAssertions(_ reader: KeywordReader) throws(SchemaError) -> [Keyword] {
        var keywords: [Keyword] = []
        if let types = try types(reader) { keywords.append(.type(types)) }
        if let values = try reader.list("enum") {
            keywords.append(.values(ValueList(values: values, set: Set(values))))
        }
        if let value = reader["const"] { keywords.append(.constant(value)) }
        keywords += try bounds(reader).map(Keyword.bound)
        if let divisor = try divisor(reader) { keywords.append(.multipleOf(divisor)) }
        if let text = try reader.text("pattern"), let pattern = pattern(text, at: reader.location("pattern")) {
            keywords.append(.pattern(pattern))
        }
        return keywords
    }

    private func types(_ reader: KeywordReader) throws(SchemaError) -> [JSONType]? {
        guard let value = reader["type"] else { return nil }
        let names = value.text.map { [JSONText($0)] } ?? KeywordReader.texts(value)
        guard let names else { throw reader.wrong("type", "a string or an array of strings") }
        let types = names.compactMap { JSONType(rawValue: $0.text) }
        guard types.count == names.count else {
            throw reader.wrong("type", "one of null, boolean, integer, number, string, array, object")
        }
        return types
    }

    private func bounds(_ reader: KeywordReader) throws(SchemaError) -> [NumericBound] {
        let isFlag = document.draft == .draft4
        var bounds: [NumericBound] = []
        for (keyword, exclusive, inclusiveRelation, strictRelation) in [
            ("minimum", "exclusiveMinimum", NumericBound.Relation.atLeast, NumericBound.Relation.above),
            ("maximum", "exclusiveMaximum", .atMost, .below),
        ] {
            var relation = inclusiveRelation
            if isFlag, try reader.boolean(exclusive) { relation = strictRelation }
            if let limit = try reader.number(keyword) {
                bounds.append(NumericBound(keyword: keyword, relation: relation, limit: limit))
            }
            if !isFlag, let limit = try reader.number(exclusive) {
                bounds.append(NumericBound(keyword: exclusive, relation: strictRelation, limit: limit))
            }
        }
        return bounds
    }

    private mutating func divisor(_ reader: KeywordReader) throws(SchemaError) -> JSONNumber? {
        guard let number = try reader.number("multipleOf") else { return nil }
        guard !number.isNegative, !number.isZero else { throw reader.wrong("multipleOf", "greater than 0") }
        guard number.digits.utf8.count <= JSONNumber.divisorDigits else {
            warn("has over \(JSONNumber.divisorDigits) digits and is not checked", at: reader.location("multipleOf"))
            return nil
        }
        return number
    }

    /// `minLength`, `maxItems` and the like, and `uniqueItems`.
    func sizeAssertions(_ reader: KeywordReader) throws(SchemaError) -> [Keyword] {
        var keywords: [Keyword] = []
        for (suffix, subject) in [
            ("Length", SizeBound.Subject.characters), ("Items", .items), ("Properties", .properties),
        ] {
            for (prefix, isMinimum) in [("min", true), ("max", false)] {
                guard let limit = try reader.count(prefix + suffix) else { continue }
                let keyword = prefix + suffix
                let bound = SizeBound(keyword: keyword, subject: subject, isMinimum: isMinimum, limit: limit)
                keywords.append(.size(bound))
            }
        }
        if try reader.boolean("uniqueItems") { keywords.append(.uniqueItems) }
        return keywords
    }

    /// `required` and `dependentRequired`, also as the arrays of `dependencies`.
    func objectAssertions(_ reader: KeywordReader) throws(SchemaError) -> [Keyword] {
        var keywords: [Keyword] = []
        if let names = try reader.texts("required") { keywords.append(.required(names)) }
        let dependencies = try reader.map("dependentRequired").map { member throws(SchemaError) in
            guard let names = KeywordReader.texts(member.value) else {
                throw reader.wrong("dependentRequired", "an object of arrays of strings")
            }
            return Dependency(property: member.name, demand: names)
        }
        if !dependencies.isEmpty { keywords.append(.dependentRequired(dependencies, keyword: "dependentRequired")) }
        guard document.draft.hasDependencies else { return keywords }
        let earlier = try reader.map("dependencies").compactMap { member in
            KeywordReader.texts(member.value).map { Dependency(property: member.name, demand: $0) }
        }
        if !earlier.isEmpty { keywords.append(.dependentRequired(earlier, keyword: "dependencies")) }
        return keywords
    }

    /// A compiled pattern; nil, with a warning, if it is not understood.
    mutating func pattern(_ text: String, at location: String) -> Pattern? {
        do throws(Pattern.Unsupported) {
            return try Pattern(text, longest: limits.patternBytes)
        } catch {
            warn("pattern '\(Excerpt(text))' is not checked: \(error.reason)", at: location)
            return nil
        }
    }
}
