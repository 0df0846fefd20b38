extension DocumentedTool {
    /// A tool of an entry or of an image's label.
    ///
    /// The schema of its arguments is `inputSchema` in the words of MCP; `parameters` and `arguments` are the
    /// reference's. What has another shape than expected documents nothing and is no mistake, for in labels nobody can
    /// correct it.
    static let format = Format.object(
        unknownKeys: .ignored,
        .required("name", .text, "The tool's own name."),
        .optional("title", .text, "The tool's name for people."),
        .optional("description", .string, "What the tool does."),
        .optional("inputSchema", .anything, "The JSON Schema of its arguments."),
        .optional("outputSchema", .anything, "The JSON Schema of its structured result."),
        .optional("annotations", .anything, "Hints of MCP such as readOnlyHint."),
        .optional("parameters", .anything, "type, properties and required: the arguments' schema."),
        .optional("arguments", .anything, "A list of arguments, each with name, type, desc and optional."),
        build: {
            name,
            title,
            description,
            inputSchema,
            outputSchema,
            annotations,
            parameters,
            arguments in
            DocumentedTool(
                name: name,
                title: title,
                description: description,
                inputSchema: inputSchema,
                outputSchema: outputSchema,
                annotations: annotations,
                parameters: parameters,
                arguments: arguments
            )
        }
    )

    /// From the words of MCP, and where they are missing from the reference's.
    init(
        name: String,
        title: String?,
        description: String?,
        inputSchema: YAMLNode?,
        outputSchema: YAMLNode?,
        annotations: YAMLNode?,
        parameters: YAMLNode?,
        arguments: YAMLNode?
    ) {
        self.init(
            name: name,
            title: title,
            description: description,
            inputSchema: DocumentValue(mapping: inputSchema) ?? DocumentValue(parameters: parameters)
                ?? DocumentValue(arguments: arguments),
            outputSchema: DocumentValue(mapping: outputSchema),
            annotations: DocumentValue(mapping: annotations)
        )
    }
}

extension DocumentValue {
    init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .boolean(let value): self = .boolean(value)
        case .integer(let number): self = .integer(number)
        case .number(let number): self = .number(number)
        case .string(let text): self = .text(text)
        case .array(let elements): self = .list(elements.map(DocumentValue.init))
        case .object(let members): self = .members(members.mapValues(DocumentValue.init))
        }
    }

    /// Nil for what is no mapping, or an empty one.
    fileprivate init?(mapping node: YAMLNode?) {
        guard let node, case .object(let members) = JSONValue(node), !members.isEmpty else { return nil }
        self.init(.object(members))
    }

    /// The schema of `parameters`, in which the reference writes null for what is not there.
    fileprivate init?(parameters node: YAMLNode?) {
        guard let members = Self(mapping: node)?.members?.filter({ $0.value != .null }) else { return nil }
        guard members["properties"] != nil else { return nil }
        self = .members(members)
    }

    /// The schema that the reference's `arguments` come to.
    fileprivate init?(arguments node: YAMLNode?) {
        guard let node, case .array(let elements) = JSONValue(node), !elements.isEmpty else { return nil }
        var (properties, required): ([String: DocumentValue], [DocumentValue]) = ([:], [])
        for argument in elements {
            guard case .string(let name) = argument["name"] else { return nil }
            properties[name] = .members([
                "type": argument["type"].map(DocumentValue.init) ?? .text("string"),
                "description": argument["desc"].map(DocumentValue.init) ?? .text(""),
            ])
            if argument["optional"] != .boolean(true) { required.append(.text(name)) }
        }
        self = .members([
            "type": .text("object"), "properties": .members(properties), "required": .list(required),
        ])
    }
}
