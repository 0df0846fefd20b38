/// A tool of a server entry as the file says it.
///
/// What only container tools have is not looked at here: entries of other servers carry empty forms of it.
struct ToolDeclaration: Sendable {
    let name: Located<String>
    let documented: DocumentedTool
    let annotations: YAMLNode?
    let container: YAMLNode?
    let parameters: YAMLNode?

    /// ``DocumentedTool/format`` and what container tools have beside it.
    static let format = Format.object(
        unknownKeys: .ignored,
        .required("name", Format.text.located, "The tool's own name."),
        .optional("title", .text, "The tool's name for people."),
        .optional("description", .string, "What the tool does."),
        .optional("inputSchema", .anything, "The JSON Schema of its arguments."),
        .optional("outputSchema", .anything, "The JSON Schema of its structured result."),
        .optional("annotations", .anything, "Hints of MCP such as readOnlyHint."),
        .optional("parameters", .anything, "type, properties and required: the arguments' schema."),
        .optional("arguments", .anything, "A list of arguments, each with name, type, desc and optional."),
        .optional("container", .anything, "Of type poci: image, command, volumes and user of a run."),
        build: {
            name,
            title,
            description,
            inputSchema,
            outputSchema,
            annotations,
            parameters,
            arguments,
            container in
            let documented = DocumentedTool(
                name: name.value,
                title: title,
                description: description,
                inputSchema: inputSchema,
                outputSchema: outputSchema,
                annotations: annotations,
                parameters: parameters,
                arguments: arguments
            )
            return ToolDeclaration(
                name: name,
                documented: documented,
                annotations: annotations,
                container: container,
                parameters: parameters
            )
        }
    )
}

/// `container` of a tool as the file says it.
struct ToolContainerDeclaration: Sendable {
    let image: Located<String>
    let command: [Located<String>]
    let volumes: [Located<String>]
    let user: Located<String>?

    static let format = Format.object(
        unknownKeys: .refusedIfMisspelt,
        .required("image", Format.string(.nonEmpty).located, "The container image."),
        .optional("command", .list(of: Format.text.located), default: [], "Arguments after the image."),
        .optional("volumes", .list(of: Format.string.located), default: [], "source:target[:mode]."),
        .optional("user", Format.text.located, "user[:group]."),
        build: ToolContainerDeclaration.init
    )
}
