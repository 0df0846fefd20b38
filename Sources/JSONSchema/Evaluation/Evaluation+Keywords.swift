extension Evaluation {
    /// Applies one keyword and notes what it has evaluated.
    mutating func apply(_ keyword: Keyword, of node: SchemaNode, to value: JSONValue, _ evaluated: inout Evaluated) {
        switch keyword {
        case .refuse: failRefused(by: node)
        case .type, .values, .constant, .bound, .multipleOf, .size, .pattern, .uniqueItems, .required,
            .dependentRequired:
            assert(keyword, of: node, on: value)
        case .reference, .dynamicReference, .allOf, .anyOf, .oneOf, .not, .conditional, .dependentSchemas:
            applyInPlace(keyword, of: node, to: value, &evaluated)
        case .properties, .propertyNames, .items, .contains, .unevaluatedProperties, .unevaluatedItems:
            applyToParts(keyword, of: node, to: value, &evaluated)
        }
    }

    private mutating func assert(_ keyword: Keyword, of node: SchemaNode, on value: JSONValue) {
        switch keyword {
        case .type(let types): checkType(types, of: node, value)
        case .values(let list): checkValues(list, of: node, value)
        case .constant(let constant): checkConstant(constant, of: node, value)
        case .bound(let bound): checkBound(bound, of: node, value)
        case .multipleOf(let divisor): checkMultiple(divisor, of: node, value)
        case .size(let bound): checkSize(bound, of: node, value)
        case .pattern(let pattern): checkPattern(pattern, of: node, value)
        case .uniqueItems: checkUnique(of: node, value)
        case .required(let names): checkRequired(names, of: node, value)
        case .dependentRequired(let dependencies, let keyword):
            checkDependencies(dependencies, keyword, of: node, value)
        default: preconditionFailure("not an assertion")
        }
    }

    private mutating func applyInPlace(
        _ keyword: Keyword,
        of node: SchemaNode,
        to value: JSONValue,
        _ evaluated: inout Evaluated
    ) {
        switch keyword {
        case .reference(let id, let keyword): evaluated.merge(follow(id, keyword, of: node, value))
        case .dynamicReference(let anchor, let initial):
            let id = dynamicTarget(anchor, initially: initial)
            evaluated.merge(follow(id, "$dynamicRef", of: node, value))
        case .allOf(let ids): applyAll(ids, value, &evaluated)
        case .anyOf(let ids): applyAny(ids, of: node, value, &evaluated)
        case .oneOf(let ids): applyOne(ids, of: node, value, &evaluated)
        case .not(let id): applyNot(id, of: node, value)
        case .conditional(let condition, let then, let otherwise):
            applyConditional(condition, then, otherwise, value, &evaluated)
        case .dependentSchemas(let dependencies): applyDependent(dependencies, value, &evaluated)
        default: preconditionFailure("not an in-place applicator")
        }
    }

    private mutating func applyToParts(
        _ keyword: Keyword,
        of node: SchemaNode,
        to value: JSONValue,
        _ evaluated: inout Evaluated
    ) {
        switch (keyword, value) {
        case (.properties(let rules), .object(let object)): applyProperties(rules, of: node, object, &evaluated)
        case (.propertyNames(let id), .object(let object)): applyNames(id, of: node, object)
        case (.items(let rules), .array(let items)): applyItems(rules, of: node, items, &evaluated)
        case (.contains(let rule), .array(let items)): applyContains(rule, of: node, items, &evaluated)
        case (.unevaluatedProperties(let id), .object(let object)):
            applyUnevaluated(id, of: node, object, &evaluated)
        case (.unevaluatedItems(let id), .array(let items)): applyUnevaluated(id, of: node, items, &evaluated)
        default: break
        }
    }
}
