/// A value of a manifest as it is written: where it begins and ends, so that it can be replaced and all else stays.
struct SyntaxNode: Sendable {
    enum Content: Sendable {
        case scalar(text: String)
        /// An alias or a key that is no text: nothing that is edited.
        case other
        case sequence([SyntaxNode])
        case mapping([Member])
    }

    struct Member: Sendable {
        let key: SyntaxNode
        let value: SyntaxNode

        /// Where the value ends, or the key if nothing is behind it.
        var end: Int { max(key.span.upperBound, value.span.upperBound) }

        var name: String? {
            if case .scalar(let text) = key.content { text } else { nil }
        }
    }

    let content: Content
    /// In Unicode scalars; without the white space and comments behind it.
    let span: Range<Int>
    /// True for a collection in brackets or braces.
    let isFlow: Bool

    var members: [Member]? {
        if case .mapping(let members) = content { members } else { nil }
    }

    var elements: [SyntaxNode]? {
        if case .sequence(let elements) = content { elements } else { nil }
    }

    /// True for a key without a value.
    var isAbsent: Bool { span.isEmpty }
}

/// Builds ``SyntaxNode`` from a text that ``YAMLComposer`` has accepted.
struct SyntaxComposer: ~Copyable {
    private let parser: YAMLEventParser
    private let text: [Unicode.Scalar]

    /// The only document's root; nil if it is empty.
    static func root(of text: [Unicode.Scalar], file: String) throws(Diagnostic) -> SyntaxNode? {
        var characters = String.UnicodeScalarView()
        characters.append(contentsOf: text)
        let composer = SyntaxComposer(parser: YAMLEventParser(text: String(characters), file: file), text: text)
        _ = try composer.parser.next()
        guard case .documentStart = try composer.parser.next().kind else { return nil }
        return try composer.node(try composer.parser.next())
    }

    private func node(_ event: YAMLEvent) throws(Diagnostic) -> SyntaxNode {
        switch event.kind {
        case .scalar(let scalar, _, _):
            return SyntaxNode(content: .scalar(text: scalar), span: trimmed(event.span), isFlow: false)
        case .sequenceStart:
            var elements: [SyntaxNode] = []
            while true {
                let next = try parser.next()
                if case .sequenceEnd = next.kind {
                    let end = event.isFlow ? next.span.upperBound : elements.last?.span.upperBound
                    return collection(.sequence(elements), event, end: end)
                }
                elements.append(try node(next))
            }
        case .mappingStart:
            var members: [SyntaxNode.Member] = []
            while true {
                let next = try parser.next()
                if case .mappingEnd = next.kind {
                    let end = event.isFlow ? next.span.upperBound : members.last?.end
                    return collection(.mapping(members), event, end: end)
                }
                let key = try node(next)
                members.append(SyntaxNode.Member(key: key, value: try node(try parser.next())))
            }
        case .alias, .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            return SyntaxNode(content: .other, span: event.span, isFlow: false)
        }
    }

    private func collection(_ content: SyntaxNode.Content, _ start: YAMLEvent, end: Int?) -> SyntaxNode {
        let end = max(start.span.lowerBound, end ?? start.span.upperBound)
        return SyntaxNode(content: content, span: start.span.lowerBound..<end, isFlow: start.isFlow)
    }

    /// The parser counts the line breaks behind a block scalar as a part of it.
    private func trimmed(_ span: Range<Int>) -> Range<Int> {
        var end = span.upperBound
        while end > span.lowerBound, " \t\r\n".unicodeScalars.contains(text[end - 1]) { end -= 1 }
        return span.lowerBound..<end
    }
}
