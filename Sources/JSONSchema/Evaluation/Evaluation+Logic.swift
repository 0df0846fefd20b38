extension Evaluation {
    mutating func applyAll(_ ids: [NodeID], _ value: JSONValue, _ evaluated: inout Evaluated) {
        for id in ids where !isDone {
            evaluated.merge(evaluate(id, value))
        }
    }

    /// Goes on after the first fit only where annotations are asked for.
    mutating func applyAny(_ ids: [NodeID], of node: SchemaNode, _ value: JSONValue, _ evaluated: inout Evaluated) {
        var reasons: [Violation] = []
        var fits = 0
        for id in ids where !wasGivenUp && (fits == 0 || compiled.tracksEvaluated) {
            if let reason = attempt(id, value, &evaluated, isQuiet: reasons.count >= Reasons.longest) {
                reasons.append(reason)
            } else {
                fits += 1
            }
        }
        if fits == 0 { fail("anyOf", of: node, Reasons.text(reasons, of: ids.count)) }
    }

    mutating func applyOne(_ ids: [NodeID], of node: SchemaNode, _ value: JSONValue, _ evaluated: inout Evaluated) {
        var reasons: [Violation] = []
        var fits: [Int] = []
        for (position, id) in ids.enumerated() where !wasGivenUp && fits.count < 2 {
            if let reason = attempt(id, value, &evaluated, isQuiet: reasons.count >= Reasons.longest) {
                reasons.append(reason)
            } else {
                fits.append(position)
            }
        }
        if fits.isEmpty { fail("oneOf", of: node, Reasons.text(reasons, of: ids.count)) }
        if fits.count > 1 {
            fail("oneOf", of: node, "fits both alternatives \(fits[0] + 1) and \(fits[1] + 1), must fit exactly one")
        }
    }

    mutating func applyNot(_ id: NodeID, of node: SchemaNode, _ value: JSONValue) {
        var ignored = Evaluated()
        let reason = attempt(id, value, &ignored, isQuiet: true)
        if reason == nil { fail("not", of: node, "\(Excerpt(instance: value)) fits the schema that it must not fit") }
    }

    mutating func applyConditional(
        _ condition: NodeID,
        _ then: NodeID?,
        _ otherwise: NodeID?,
        _ value: JSONValue,
        _ evaluated: inout Evaluated
    ) {
        let isMet = attempt(condition, value, &evaluated, isQuiet: true) == nil
        guard let branch = isMet ? then : otherwise else { return }
        evaluated.merge(evaluate(branch, value))
    }

    mutating func applyDependent(
        _ dependencies: [Dependency<NodeID>],
        _ value: JSONValue,
        _ evaluated: inout Evaluated
    ) {
        guard case .object(let object) = value else { return }
        for dependency in dependencies where !isDone && charge(1) && object.contains(dependency.property) {
            evaluated.merge(evaluate(dependency.demand, value))
        }
    }

    /// Tries a subschema on the same instance: nil, with its annotations, if it fits, else why it does not.
    private mutating func attempt(
        _ id: NodeID,
        _ value: JSONValue,
        _ evaluated: inout Evaluated,
        isQuiet: Bool
    ) -> Violation? {
        var found = Evaluated()
        let reason = trial(isQuiet: isQuiet) { found = $0.evaluate(id, value) }
        if reason == nil { evaluated.merge(found) }
        return reason
    }
}

/// Words why no alternative fits, by the first violations of the first few.
enum Reasons {
    static let longest = 3

    static func text(_ reasons: [Violation], of count: Int) -> String {
        let shown = reasons.prefix(longest).map(\.message).filter { !$0.isEmpty }
        var distinct: [String] = []
        for message in shown where !distinct.contains(message) { distinct.append(message) }
        let more = count > longest ? "; …" : ""
        let cause = distinct.isEmpty ? "" : ": " + distinct.joined(separator: "; or ") + more
        return "fits none of \(count) alternatives" + cause
    }
}
