/// One step through a YAML stream, copied out of the parser's memory.
struct YAMLEvent: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case streamStart, streamEnd, documentStart, documentEnd
        case alias(anchor: String)
        case scalar(text: String, isPlain: Bool, properties: Properties)
        case sequenceStart(Properties)
        case sequenceEnd
        case mappingStart(Properties)
        case mappingEnd
    }

    /// What may stand before a node.
    struct Properties: Hashable, Sendable {
        var anchor: String?
        var tag: String?
    }

    let kind: Kind
    let location: SourceLocation
    /// Where it is within the text, counted in Unicode scalars.
    let span: Range<Int>
    /// True for a collection in brackets or braces.
    let isFlow: Bool
}
