/// A tool of a server entry as the file says it.
///
/// What only container tools have is not looked at here: entries of other servers carry empty forms of it.
struct ToolDeclaration: Sendable {
    let name: Located<String>
    let description: String?
    let annotations: YAMLNode?
    let container: YAMLNode?
    let parameters: YAMLNode?

    static let format = Format.object(
        unknownKeys: .ignored,
        .required("name", Format.text.located, "The tool's own name."),
        .optional("description", .string, "What the tool does."),
        .optional("annotations", .anything, "What the tool says of itself: title, readOnlyHint and their like."),
        .optional("container", .anything, "Of type poci: image, command, volumes and user of a run."),
        .optional("parameters", .anything, "Of type poci: the JSON Schema of the tool's arguments."),
        build: ToolDeclaration.init
    )

    var documented: DocumentedTool { DocumentedTool(name: name.value, description: description) }
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
