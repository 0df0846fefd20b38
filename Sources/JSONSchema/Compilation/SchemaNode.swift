/// The number of a compiled subschema.
struct NodeID: Hashable, Sendable {
    let index: Int
}

/// One compiled subschema.
struct SchemaNode: Sendable {
    /// JSON pointer in the schema document.
    let location: String
    /// The schema resource it belongs to, for the dynamic scope.
    let resource: Int
    /// In the order of evaluation: what looks at annotations comes last.
    let keywords: [Keyword]

    /// Whether this is the schema `false`.
    var isRefusal: Bool {
        guard case .refuse? = keywords.first else { return false }
        return true
    }
}

/// All subschemas of a document, ready for validation.
struct CompiledSchema: Sendable {
    let root: NodeID
    let nodes: [SchemaNode]
    /// The subschemas with a `$dynamicAnchor`, by resource and name.
    let dynamicAnchors: [[String: NodeID]]
    /// Whether any `unevaluated…` keyword needs to know what others have evaluated.
    let tracksEvaluated: Bool
    let warnings: [String]

    subscript(id: NodeID) -> SchemaNode { nodes[id.index] }
}
