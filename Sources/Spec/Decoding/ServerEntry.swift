/// A server's definition in the reference's format: an entry of a catalog, or a file of its own.
///
/// Keys that are only shown to people are checked no further than being known.
struct ServerEntry: Sendable {
    let name: Located<String>?
    let type: Located<String>?
    let image: Located<String>?
    let command: [Located<String>]
    let environment: [Named<Located<String>>]
    let volumes: [Located<String>]
    let user: Located<String>?
    let isNetworkDisabled: Located<Bool>?
    let allowedHosts: Located<[YAMLNode]>?
    let extraHosts: Located<[String]>?
    let secrets: Located<[YAMLNode]>?
    let remote: Located<RemoteDeclaration>?
    let http: Located<HTTPDeclaration>?
    let tools: [ToolDeclaration]
    /// One object schema for each section of the configuration.
    let config: [YAMLNode]
    let prefix: Located<String>?

    static let format = Format.object(
        unknownKeys: .refusedIfMisspelt,
        alsoKnown: Self.namesOnly,
        .optional("name", Format.text.located, "The server's name."),
        .optional(
            "type",
            Format.string.located,
            "server, unless said; remote; or poci: each tool is the run of a container."
        ),
        .optional("image", Format.string.located, "The container image."),
        .optional(
            "command",
            .list(of: Format.text.located),
            default: [],
            "Arguments after the image; may be templates."
        ),
        .optional("env", .list(of: variableFormat), default: [], "Variables; an empty value leaves one out."),
        .optional("volumes", .list(of: Format.string.located), default: [], "source:target[:mode]; may be templates."),
        .optional("user", Format.text.located, "user[:group]; may be a template."),
        .optional("disableNetwork", Format.boolean.located, "True: no network, whatever the profile's defaults say."),
        .optional("allowHosts", Format.list(of: Format.anything).located, "Not served by this version."),
        .optional("extraHosts", Format.list(of: .string).located, "host:ip pairs for the hosts file."),
        .optional("secrets", Format.list(of: Format.anything).located, "Not served by this version."),
        .optional("remote", RemoteDeclaration.format.located, "Where a server of type remote is reached."),
        .optional(
            "http",
            HTTPDeclaration.format.located,
            "Where the server answers HTTP, if it has no standard streams."
        ),
        .optional(
            "tools",
            .list(of: ToolDeclaration.format),
            default: [],
            "The tools, as documentation; of type poci, what they run."
        ),
        .optional("config", .list(of: .anyMapping), default: [], "A JSON Schema for each section of config."),
        .optional("prefix", Format.text.located, "A prefix that the names of the tools carry."),
        build: ServerEntry.init
    )

    /// Keys of the reference, and of catalogs in the wild, that mean nothing here.
    private static let namesOnly = [
        "title", "description", "icon", "readme", "longLived", "sseEndpoint", "oauth", "metadata", "policy",
        "dateAdded", "ref", "toolsUrl", "source", "upstream",
    ]

    private static let variableFormat = Format.object(
        unknownKeys: .ignored,
        .required("name", Format.text.located, "The variable's name."),
        .optional("value", Format.text.located, "The variable's value; may be a template."),
        build: { name, value in
            Named(name: name.value, location: name.location, value: value ?? Located("", at: name.location))
        }
    )
}
