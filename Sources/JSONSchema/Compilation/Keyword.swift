/// A keyword, or a few that work together, with its operands.
enum Keyword: Sendable {
    /// The schema `false`.
    case refuse

    // Assertions: JSON Schema 2020-12 validation §6.
    case type([JSONType])
    case values(ValueList)
    case constant(JSONValue)
    case bound(NumericBound)
    case multipleOf(JSONNumber)
    case size(SizeBound)
    case pattern(Pattern)
    case uniqueItems
    case required([JSONText])
    case dependentRequired([Dependency<[JSONText]>], keyword: String)

    // In-place applicators: core §8.2.3, §10.2.
    case reference(NodeID, keyword: String)
    case dynamicReference(anchor: String, initially: NodeID)
    case allOf([NodeID])
    case anyOf([NodeID])
    case oneOf([NodeID])
    case not(NodeID)
    case conditional(if: NodeID, then: NodeID?, else: NodeID?)
    case dependentSchemas([Dependency<NodeID>])

    // Applicators to members and items: core §10.3, §11.
    case properties(PropertyRules)
    case propertyNames(NodeID)
    case items(ItemRules)
    case contains(ContainsRule)
    case unevaluatedProperties(NodeID)
    case unevaluatedItems(NodeID)
}

/// The operand of `enum`.
struct ValueList: Sendable {
    let values: [JSONValue]
    let set: Set<JSONValue>
}

/// What a property, if present, asks for.
struct Dependency<Demand: Sendable>: Sendable {
    let property: JSONText
    let demand: Demand
}

/// `minimum`, `maximum` and their exclusive forms.
struct NumericBound: Sendable {
    enum Relation: String, Sendable {
        case atLeast = "at least"
        case atMost = "at most"
        case above = "greater than"
        case below = "less than"
    }

    let keyword: String
    let relation: Relation
    let limit: JSONNumber

    func admits(_ number: JSONNumber) -> Bool {
        switch relation {
        case .atLeast: number >= limit
        case .atMost: number <= limit
        case .above: number > limit
        case .below: number < limit
        }
    }
}

/// `minLength`, `maxItems` and the like.
struct SizeBound: Sendable {
    enum Subject: Sendable {
        case characters, items, properties

        func noun(_ count: Int) -> String {
            switch self {
            case .characters: count == 1 ? "character" : "characters"
            case .items: count == 1 ? "item" : "items"
            case .properties: count == 1 ? "property" : "properties"
            }
        }
    }

    let keyword: String
    let subject: Subject
    let isMinimum: Bool
    let limit: Int

    func admits(_ size: Int) -> Bool { isMinimum ? size >= limit : size <= limit }
}

/// `properties`, `patternProperties` and `additionalProperties`.
struct PropertyRules: Sendable {
    let named: [JSONText: NodeID]
    let patterns: [(pattern: Pattern, schema: NodeID)]
    let additional: NodeID?
    /// Whether a pattern was not understood, so that any member may be one it speaks of.
    let isPartial: Bool
    /// The names of `properties`, in their order, to tell which ones there are.
    let names: [JSONText]
}

/// `prefixItems` and `items`; before 2020-12 `items` and `additionalItems`.
struct ItemRules: Sendable {
    let prefix: [NodeID]
    let rest: NodeID?
    let restKeyword: String
}

/// `contains`, `minContains` and `maxContains`.
struct ContainsRule: Sendable {
    let schema: NodeID
    let minimum: Int
    let maximum: Int?
    /// Whether the items found count as evaluated, as from 2020-12 on.
    let marksEvaluated: Bool
}
