extension Evaluation {
    mutating func applyProperties(
        _ rules: PropertyRules,
        of node: SchemaNode,
        _ object: JSONObject,
        _ evaluated: inout Evaluated
    ) {
        for (position, member) in object.members.enumerated() where !isDone && charge(1) {
            var isKnown = rules.isPartial
            if let id = rules.named[member.name] {
                isKnown = true
                descend(.name(member.name), id, member.value)
            }
            for (pattern, id) in rules.patterns where !isDone && matches(pattern, member.name.text) {
                isKnown = true
                descend(.name(member.name), id, member.value)
            }
            if !isKnown, let id = rules.additional {
                isKnown = true
                applyAdditional(id, rules, of: node, member)
            }
            if isKnown, compiled.tracksEvaluated { evaluated.insert(position) }
        }
    }

    private mutating func applyAdditional(
        _ id: NodeID,
        _ rules: PropertyRules,
        of node: SchemaNode,
        _ member: JSONObject.Member
    ) {
        guard compiled[id].isRefusal else {
            descend(.name(member.name), id, member.value)
            return
        }
        fail("additionalProperties", of: node, Self.unexpected(member.name, Listing.names(rules.names)))
    }

    private static func unexpected(_ name: JSONText, _ known: String) -> String {
        let message = "unexpected property '\(Excerpt(name.text))'"
        return known.isEmpty ? message : message + ", known are \(known)"
    }

    mutating func applyNames(_ id: NodeID, of node: SchemaNode, _ object: JSONObject) {
        for member in object.members where !isDone {
            let reason = trial(isQuiet: false) { $0.descend(.name(member.name), id, .string(member.name)) }
            guard let reason else { continue }
            fail("propertyNames", of: node, "property name '\(Excerpt(member.name.text))': \(reason.message)")
        }
    }

    mutating func applyItems(
        _ rules: ItemRules,
        of node: SchemaNode,
        _ items: [JSONValue],
        _ evaluated: inout Evaluated
    ) {
        for (position, item) in items.enumerated() where !isDone && charge(1) {
            guard let id = position < rules.prefix.count ? rules.prefix[position] : rules.rest else { break }
            if position == rules.prefix.count, compiled[id].isRefusal {
                fail(rules.restKeyword, of: node, "must have at most \(position) items, has \(items.count)")
                break
            }
            descend(.index(position), id, item)
            if compiled.tracksEvaluated { evaluated.insert(position) }
        }
    }

    mutating func applyContains(
        _ rule: ContainsRule,
        of node: SchemaNode,
        _ items: [JSONValue],
        _ evaluated: inout Evaluated
    ) {
        var count = 0
        for (position, item) in items.enumerated() where !wasGivenUp {
            guard trial(isQuiet: true, { $0.descend(.index(position), rule.schema, item) }) == nil else { continue }
            count += 1
            if rule.marksEvaluated, compiled.tracksEvaluated { evaluated.insert(position) }
        }
        if count < rule.minimum {
            let keyword = rule.minimum == 1 ? "contains" : "minContains"
            fail(keyword, of: node, "must contain at least \(rule.minimum) matching items, contains \(count)")
        }
        if let maximum = rule.maximum, count > maximum {
            fail("maxContains", of: node, "must contain at most \(maximum) matching items, contains \(count)")
        }
    }

    mutating func applyUnevaluated(
        _ id: NodeID,
        of node: SchemaNode,
        _ object: JSONObject,
        _ evaluated: inout Evaluated
    ) {
        for (position, member) in object.members.enumerated()
        where !isDone && charge(1) && !evaluated.contains(position) {
            if compiled[id].isRefusal {
                fail("unevaluatedProperties", of: node, Self.unexpected(member.name, ""))
            } else {
                descend(.name(member.name), id, member.value)
            }
        }
        evaluated.insertAll()
    }

    mutating func applyUnevaluated(
        _ id: NodeID,
        of node: SchemaNode,
        _ items: [JSONValue],
        _ evaluated: inout Evaluated
    ) {
        for (position, item) in items.enumerated()
        where !isDone && charge(1) && !evaluated.contains(position) {
            if compiled[id].isRefusal {
                fail("unevaluatedItems", of: node, "unexpected item at index \(position)")
            } else {
                descend(.index(position), id, item)
            }
        }
        evaluated.insertAll()
    }
}
