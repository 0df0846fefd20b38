extension Evaluation {
    mutating func checkType(_ types: [JSONType], of node: SchemaNode, _ value: JSONValue) {
        let type = value.type
        guard !types.contains(where: { $0.includes(type) }) else { return }
        fail("type", of: node, "must be \(types.map(\.rawValue).joined(separator: " or ")), is \(type)")
    }

    mutating func checkValues(_ list: ValueList, of node: SchemaNode, _ value: JSONValue) {
        guard charge(walking: value), !list.set.contains(value) else { return }
        fail("enum", of: node, "\(Excerpt(instance: value)) is not one of \(Listing.values(list.values))")
    }

    mutating func checkConstant(_ constant: JSONValue, of node: SchemaNode, _ value: JSONValue) {
        guard charge(walking: value), constant != value else { return }
        fail("const", of: node, "must be \(Excerpt(constant)), is \(Excerpt(instance: value))")
    }

    mutating func checkBound(_ bound: NumericBound, of node: SchemaNode, _ value: JSONValue) {
        guard case .number(let number) = value, charge(walking: value), !bound.admits(number) else { return }
        fail(
            bound.keyword,
            of: node,
            "must be \(bound.relation.rawValue) \(Excerpt(bound.limit.source)), is \(Excerpt(number.source))"
        )
    }

    mutating func checkMultiple(_ divisor: JSONNumber, of node: SchemaNode, _ value: JSONValue) {
        guard case .number(let number) = value, charge(1 + number.digits.utf8.count),
            !number.isMultiple(of: divisor)
        else { return }
        fail("multipleOf", of: node, "must be a multiple of \(Excerpt(divisor.source)), is \(Excerpt(number.source))")
    }

    mutating func checkSize(_ bound: SizeBound, of node: SchemaNode, _ value: JSONValue) {
        guard let size = size(bound.subject, of: value), !bound.admits(size) else { return }
        let relation = bound.isMinimum ? "at least" : "at most"
        let noun = bound.subject.noun(bound.limit)
        fail(bound.keyword, of: node, "must have \(relation) \(bound.limit) \(noun), has \(size)")
    }

    private mutating func size(_ subject: SizeBound.Subject, of value: JSONValue) -> Int? {
        switch (subject, value) {
        case (.characters, .string(let string)): charge(walking: value) ? string.length : nil
        case (.items, .array(let items)): items.count
        case (.properties, .object(let object)): object.count
        default: nil
        }
    }

    mutating func checkPattern(_ pattern: Pattern, of node: SchemaNode, _ value: JSONValue) {
        guard let text = value.text, !matches(pattern, text), !wasGivenUp else { return }
        fail("pattern", of: node, "\(Excerpt(instance: value)) does not match the pattern \(Excerpt(pattern.source))")
    }

    /// Whether the pattern occurs in `text`; false, too, once the validation was given up.
    mutating func matches(_ pattern: Pattern, _ text: String) -> Bool {
        let (isMatch, cost) = pattern.occurs(in: text, budget: steps)
        return charge(1 + cost) && isMatch
    }

    mutating func checkUnique(of node: SchemaNode, _ value: JSONValue) {
        guard case .array(let items) = value, charge(walking: value) else { return }
        var positions: [JSONValue: Int] = [:]
        for (position, item) in items.enumerated() {
            guard let earlier = positions.updateValue(position, forKey: item) else { continue }
            fail("uniqueItems", of: node, "items \(earlier) and \(position) are equal, all must differ")
            return
        }
    }

    mutating func checkRequired(_ names: [JSONText], of node: SchemaNode, _ value: JSONValue) {
        guard case .object(let object) = value else { return }
        for name in names where !isDone && charge(1) && !object.contains(name) {
            fail("required", of: node, "missing required property '\(Excerpt(name.text))'")
        }
    }

    mutating func checkDependencies(
        _ dependencies: [Dependency<[JSONText]>],
        _ keyword: String,
        of node: SchemaNode,
        _ value: JSONValue
    ) {
        guard case .object(let object) = value else { return }
        for dependency in dependencies where charge(1) && object.contains(dependency.property) {
            for name in dependency.demand where !isDone && charge(1) && !object.contains(name) {
                let present = Excerpt(dependency.property.text)
                fail(keyword, of: node, "missing property '\(Excerpt(name.text))', required beside '\(present)'")
            }
        }
    }

    /// Charges for looking at all of `value`.
    private mutating func charge(walking value: JSONValue) -> Bool {
        let bytesPerStep = 64
        return switch value {
        case .null, .boolean: charge(1)
        case .number(let number): charge(1 + number.source.utf8.count / bytesPerStep)
        case .string(let string): charge(1 + string.text.utf8.count / bytesPerStep)
        case .array(let items): charge(1) && items.allSatisfy { charge(walking: $0) }
        case .object(let object):
            charge(1)
                && object.members.allSatisfy {
                    charge(1 + $0.name.text.utf8.count / bytesPerStep) && charge(walking: $0.value)
                }
        }
    }
}
