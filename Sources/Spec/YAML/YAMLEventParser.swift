import CLibYAML

/// libyaml's parser over one text; the parser and its copy of the text live as long as this value.
struct YAMLEventParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let file: String

    init(text: String, file: String) {
        self.file = file
        input = .allocate(capacity: text.utf8.count)
        _ = input.initialize(from: text.utf8)
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else { preconditionFailure("out of memory") }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event.
    ///
    /// - Throws: The syntax error, after which the parser must not be asked again.
    func next() throws(Diagnostic) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(
            kind: Self.kind(of: event),
            location: location(from: event.start_mark, to: event.end_mark),
            span: Int(event.start_mark.index)..<max(Int(event.start_mark.index), Int(event.end_mark.index)),
            isFlow: Self.isFlow(event)
        )
    }

    private var syntaxError: Diagnostic {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "unreadable text"
        let context = parser.pointee.context.map { " " + String(cString: $0) } ?? ""
        let mark = parser.pointee.problem_mark
        return Diagnostic(
            .syntax,
            "\(problem)\(context)",
            at: location(from: mark, to: mark),
            suggestion: YAMLSyntaxAdvice(problem: problem).text
        )
    }

    /// libyaml counts lines and columns from 0.
    private func location(from start: yaml_mark_t, to end: yaml_mark_t) -> SourceLocation {
        let length = start.line == end.line ? Int(end.column) - Int(start.column) : 1
        return SourceLocation(file: file, line: Int(start.line) + 1, column: Int(start.column) + 1, length: length)
    }

    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
        switch event.type {
        case YAML_STREAM_START_EVENT: .streamStart
        case YAML_STREAM_END_EVENT: .streamEnd
        case YAML_DOCUMENT_START_EVENT: .documentStart
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_ALIAS_EVENT: .alias(anchor: string(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT: scalar(event.data.scalar)
        case YAML_SEQUENCE_START_EVENT:
            .sequenceStart(properties(event.data.sequence_start.anchor, event.data.sequence_start.tag))
        case YAML_SEQUENCE_END_EVENT: .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            .mappingStart(properties(event.data.mapping_start.anchor, event.data.mapping_start.tag))
        case YAML_MAPPING_END_EVENT: .mappingEnd
        default: preconditionFailure("libyaml has no further event types")
        }
    }

    private static func isFlow(_ event: yaml_event_t) -> Bool {
        switch event.type {
        case YAML_SEQUENCE_START_EVENT: event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
        case YAML_MAPPING_START_EVENT: event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
        default: false
        }
    }

    private static func scalar(_ data: yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar) -> YAMLEvent.Kind {
        .scalar(
            text: String(decoding: UnsafeBufferPointer(start: data.value, count: data.length), as: UTF8.self),
            isPlain: data.style == YAML_PLAIN_SCALAR_STYLE,
            properties: properties(data.anchor, data.tag)
        )
    }

    private static func properties(
        _ anchor: UnsafeMutablePointer<UInt8>?,
        _ tag: UnsafeMutablePointer<UInt8>?
    ) -> YAMLEvent.Properties {
        YAMLEvent.Properties(anchor: string(anchor), tag: string(tag))
    }

    private static func string(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}
