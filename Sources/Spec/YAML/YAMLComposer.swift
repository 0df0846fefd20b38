/// Builds the tree of a document from events, and refuses what would surprise a reader.
struct YAMLComposer: ~Copyable {
    private let parser: YAMLEventParser
    private let limits: YAMLLimits
    private var anchors: [String: Anchor] = [:]
    private var nodeCount = 0
    private(set) var diagnostics: [Diagnostic] = []

    /// What an alias would repeat.
    private struct Anchor {
        let node: YAMLNode
        let nodeCount: Int
        let height: Int
    }

    /// A node with what its repetition costs.
    private struct Composed {
        let node: YAMLNode
        let height: Int
    }

    init(_ manifest: ManifestText, limits: YAMLLimits) {
        parser = YAMLEventParser(text: manifest.text, file: manifest.file)
        self.limits = limits
    }

    /// The only document of the stream; nil if there is none or its syntax is broken.
    mutating func document() -> YAMLNode? {
        do {
            return try composeStream()
        } catch {
            diagnostics.append(error)
            return nil
        }
    }

    private mutating func composeStream() throws(Diagnostic) -> YAMLNode? {
        _ = try parser.next()
        guard case .documentStart = try parser.next().kind else { return nil }
        let root = try compose(try parser.next(), depth: 0)
        _ = try parser.next()
        let further = try parser.next()
        if case .documentStart = further.kind {
            throw Diagnostic(
                .multipleDocuments,
                "a second document begins here, and a manifest holds one",
                at: further.location,
                suggestion: "put it into a file of its own"
            )
        }
        return root.node
    }

    private mutating func compose(_ event: YAMLEvent, depth: Int) throws(Diagnostic) -> Composed {
        try spend(nodes: 1, depth: depth, at: event.location)
        let countBefore = nodeCount
        let composed: Composed
        switch event.kind {
        case .alias(let anchor): return try repeating(anchor, depth: depth, at: event.location)
        case .scalar(let text, let isPlain, let properties):
            composed = scalar(text, isPlain: isPlain, at: event.location)
            register(composed, properties, since: countBefore, at: event.location)
        case .sequenceStart(let properties):
            composed = try sequence(at: event.location, depth: depth)
            register(composed, properties, since: countBefore, at: event.location)
        case .mappingStart(let properties):
            composed = try mapping(at: event.location, depth: depth)
            register(composed, properties, since: countBefore, at: event.location)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            preconditionFailure("libyaml sends balanced events")
        }
        return composed
    }

    private mutating func scalar(_ text: String, isPlain: Bool, at location: SourceLocation) -> Composed {
        if isPlain, let ambiguity = AmbiguousScalar(plain: text) {
            diagnostics.append(
                Diagnostic(
                    .ambiguousScalar,
                    "unquoted '\(text)' \(ambiguity.reason)",
                    at: location,
                    suggestion: ambiguity.suggestion,
                    replacement: JSONValue.string(text).compactText
                )
            )
            return Composed(node: YAMLNode(content: .scalar(.string, text: text), location: location), height: 0)
        }
        let value = isPlain ? YAMLScalar(plain: text) : .string
        return Composed(node: YAMLNode(content: .scalar(value, text: text), location: location), height: 0)
    }

    private mutating func sequence(at location: SourceLocation, depth: Int) throws(Diagnostic) -> Composed {
        var elements: [YAMLNode] = []
        var height = 0
        while true {
            let event = try parser.next()
            if case .sequenceEnd = event.kind { break }
            let element = try compose(event, depth: depth + 1)
            elements.append(element.node)
            height = max(height, element.height + 1)
        }
        return Composed(node: YAMLNode(content: .sequence(elements), location: location), height: height)
    }

    private mutating func mapping(at location: SourceLocation, depth: Int) throws(Diagnostic) -> Composed {
        var entries: [YAMLNode.Entry] = []
        var places: [String: SourceLocation] = [:]
        var height = 0
        while true {
            let event = try parser.next()
            if case .mappingEnd = event.kind { break }
            let key = try self.key(event, depth: depth)
            let value = try compose(try parser.next(), depth: depth + 1)
            height = max(height, value.height + 1)
            guard let key else { continue }
            if let first = places[key] {
                reportDuplicate(key, at: event.location, first: first)
            } else {
                places[key] = event.location
                entries.append(YAMLNode.Entry(key: key, keyLocation: event.location, value: value.node))
            }
        }
        return Composed(node: YAMLNode(content: .mapping(entries), location: location), height: height)
    }

    /// The text of a key, which is text even if it looks like a number; nil if it was refused.
    private mutating func key(_ event: YAMLEvent, depth: Int) throws(Diagnostic) -> String? {
        switch event.kind {
        case .scalar("<<", isPlain: true, _):
            report(.mergeKey, "merge keys are not part of YAML 1.2", at: event, help: "repeat the keys that you need")
            return nil
        case .scalar(let text, _, let properties):
            try spend(nodes: 1, depth: depth, at: event.location)
            let node = YAMLNode(content: .scalar(.string, text: text), location: event.location)
            register(Composed(node: node, height: 0), properties, since: nodeCount, at: event.location)
            return text
        case .alias:
            report(.wrongType, "an alias cannot be a key", at: event, help: "write the key out")
            return nil
        case .sequenceStart, .mappingStart:
            _ = try compose(event, depth: depth + 1)
            report(.wrongType, "a key must be text", at: event, help: "put a template such as {{a.b}} in quotes")
            return nil
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            preconditionFailure("libyaml sends balanced events")
        }
    }
}

extension YAMLComposer {
    private mutating func repeating(
        _ name: String,
        depth: Int,
        at location: SourceLocation
    ) throws(Diagnostic) -> Composed {
        guard let anchor = anchors[name] else {
            throw Diagnostic(
                .aliasBudget,
                "the alias '*\(name)' repeats an anchor that does not exist before it",
                at: location,
                suggestion: anchors.keys.nearest(to: name).map { "did you mean '*\($0)'?" }
                    ?? "put text that begins with * in quotes"
            )
        }
        try spend(nodes: anchor.nodeCount, depth: depth + anchor.height, at: location)
        return Composed(node: anchor.node, height: anchor.height)
    }

    private mutating func register(
        _ composed: Composed,
        _ properties: YAMLEvent.Properties,
        since countBefore: Int,
        at location: SourceLocation
    ) {
        if let tag = properties.tag {
            diagnostics.append(
                Diagnostic(
                    .tag,
                    "the tag '\(tag)' is not allowed",
                    at: location,
                    suggestion: "remove it; quotes make a value text"
                )
            )
        }
        if let name = properties.anchor {
            let count = nodeCount - countBefore + 1
            anchors[name] = Anchor(node: composed.node, nodeCount: count, height: composed.height)
        }
    }

    private mutating func spend(nodes: Int, depth: Int, at location: SourceLocation) throws(Diagnostic) {
        guard depth <= limits.depth else {
            throw Diagnostic(.nestingDepth, "values are nested more than \(limits.depth) deep", at: location)
        }
        nodeCount += nodes
        guard nodeCount <= limits.nodes else {
            throw Diagnostic(
                .aliasBudget,
                "the file stands for more than \(limits.nodes) values",
                at: location,
                suggestion: "aliases that repeat aliases multiply: write the values out, or split the file"
            )
        }
    }

    private mutating func reportDuplicate(_ key: String, at location: SourceLocation, first: SourceLocation) {
        diagnostics.append(
            Diagnostic(
                .duplicateKey,
                "the key '\(key)' is there twice",
                at: location,
                suggestion: "remove one of the two",
                related: Diagnostic.Related(message: "first defined here", location: first)
            )
        )
    }

    private mutating func report(_ code: DiagnosticCode, _ message: String, at event: YAMLEvent, help: String) {
        diagnostics.append(Diagnostic(code, message, at: event.location, suggestion: help))
    }
}
