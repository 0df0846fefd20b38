/// Turns a document into nodes: every subschema becomes one, however many references lead to it.
struct SchemaCompiler {
    let document: SchemaDocument
    let limits: Schema.Limits
    var warnings: [String] = []
    private var places: [SchemaPlace] = []
    private var ids: [String: NodeID] = [:]

    private static let longestWarnings = 16

    private init(_ document: SchemaDocument, limits: Schema.Limits) {
        self.document = document
        self.limits = limits
    }

    static func compile(
        _ document: SchemaDocument,
        limits: Schema.Limits,
        warnings: [String]
    ) throws(SchemaError) -> CompiledSchema {
        var compiler = SchemaCompiler(document, limits: limits)
        compiler.warnings = warnings
        return try compiler.compile()
    }

    private mutating func compile() throws(SchemaError) -> CompiledSchema {
        for place in document.places { _ = try node(for: place) }
        var nodes: [SchemaNode] = []
        while nodes.count < places.count {
            let place = places[nodes.count]
            let keywords = try keywords(of: place)
            nodes.append(SchemaNode(location: place.location, resource: place.resource, keywords: keywords))
        }
        return CompiledSchema(
            root: NodeID(index: 0),
            nodes: nodes,
            dynamicAnchors: document.dynamicAnchors.map { $0.compactMapValues { ids[$0.location] } },
            tracksEvaluated: nodes.contains { $0.keywords.contains(where: \.readsEvaluated) },
            warnings: warnings
        )
    }

    /// The number of the node that `place` is, or will be, compiled to.
    mutating func node(for place: SchemaPlace) throws(SchemaError) -> NodeID {
        if let id = ids[place.location] { return id }
        guard places.count < limits.subschemas else {
            throw SchemaError("more than \(limits.subschemas) subschemas", at: place.location)
        }
        let id = NodeID(index: places.count)
        ids[place.location] = id
        places.append(place)
        return id
    }

    mutating func warn(_ message: String, at location: String) {
        guard warnings.count < Self.longestWarnings else { return }
        warnings.append("\(location): \(message)")
    }

    private mutating func keywords(of place: SchemaPlace) throws(SchemaError) -> [Keyword] {
        switch place.value {
        case .boolean(let isAccepting): return isAccepting ? [] : [.refuse]
        case .object(let object): return try keywords(of: KeywordReader(object: object, place: place))
        case .null, .number, .string, .array:
            throw SchemaError("a schema must be an object or a boolean, is \(place.value.type)", at: place.location)
        }
    }

    private mutating func keywords(of reader: KeywordReader) throws(SchemaError) -> [Keyword] {
        var keywords = try references(reader)
        if document.draft.isReferenceAlone, !keywords.isEmpty { return keywords }
        keywords = try valueAssertions(reader) + sizeAssertions(reader) + keywords
        keywords += try objectAssertions(reader)
        keywords += try properties(reader)
        keywords += try items(reader)
        keywords += try logic(reader)
        return try keywords + unevaluated(reader)
    }
}

extension Keyword {
    fileprivate var readsEvaluated: Bool {
        switch self {
        case .unevaluatedProperties, .unevaluatedItems: true
        default: false
        }
    }
}
