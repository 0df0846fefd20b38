/// `mcp-reconcile.lock` as the file says it.
struct LockDeclaration: Sendable {
    let documents: [Named<LockedDocumentDeclaration>]
    let servers: [Named<LockedServerDeclaration>]

    static let format = Format.object(
        .required("version", Format<Int64>.integer(in: 1...1), "The version of this format."),
        .optional(
            "documents",
            .map(.nonEmpty, to: LockedDocumentDeclaration.format),
            default: [],
            "Documents of MCP registries that references name, by URL."
        ),
        .required("servers", .map(.serverAddress, to: LockedServerDeclaration.format), "By profile and name."),
        build: { LockDeclaration(documents: $1, servers: $2) }
    )
}

/// What the file says of one server.
struct LockedServerDeclaration: Sendable {
    let images: [LockedImageDeclaration]
    let revisions: [String]
    let instructions: Located<String>?
    let set: Located<String>
    let tools: [LockedItemDeclaration]?
    let prompts: [LockedItemDeclaration]?
    let resources: [LockedItemDeclaration]?
    let resourceTemplates: [LockedItemDeclaration]?

    static let format = Format.object(
        .optional(
            "images",
            .list(of: LockedImageDeclaration.format),
            default: [],
            "What the names of its images stand for."
        ),
        .optional("protocol", .list(of: .string), default: [], "The protocol's revisions that it speaks."),
        .optional("instructions", Format.string.located, "Its words on how to use it, as JSON."),
        .required("set", Format.string(.lockHash).located, "The hash of everything that it lists."),
        .optional("tools", .list(of: LockedItemDeclaration.format), "Its tools."),
        .optional("prompts", .list(of: LockedItemDeclaration.format), "Its prompts."),
        .optional("resources", .list(of: LockedItemDeclaration.format), "Its resources."),
        .optional("resourceTemplates", .list(of: LockedItemDeclaration.format), "Its templates of resources."),
        build: LockedServerDeclaration.init
    )

    func items(_ list: LockedList) -> [LockedItemDeclaration]? {
        switch list {
        case .tools: tools
        case .prompts: prompts
        case .resources: resources
        case .resourceTemplates: resourceTemplates
        }
    }
}

/// What the file says of one image.
struct LockedImageDeclaration: Sendable {
    let image: Located<String>
    let digest: String?
    let platforms: [Named<String>]

    static let format = Format.object(
        .required("image", Format.string(.nonEmpty).located, "The image as the manifests name it."),
        .optional("digest", .string(.lockHash), "Its content in the registry, for all platforms."),
        .optional("local", .boolean, default: false, "True if no registry has it: its content is known by id alone."),
        .optional(
            "platforms",
            .map(.nonEmpty, to: .string(.lockHash)),
            default: [],
            "The engine's ids of the content."
        ),
        build: { LockedImageDeclaration(image: $0, digest: $1, platforms: $3) }
    )
}

/// What the file says of one tool, prompt, resource or template.
struct LockedItemDeclaration: Sendable {
    let name: Located<String>
    let hash: Located<String>
    let parts: [Named<Located<String>>]
    let definition: Located<String>

    static let format = Format.object(
        .required("name", Format.string(.nonEmpty).located, "What it is asked for by."),
        .required("hash", Format.string(.lockHash).located, "The hash of its definition."),
        .optional("parts", .map(.nonEmpty, to: Format.string(.lockHash).located), default: [], "Hashes of its parts."),
        .required("definition", Format.string(.nonEmpty).located, "All that the server says of it, as JSON."),
        build: LockedItemDeclaration.init
    )
}

extension TextRule {
    static let lockHash = TextRule(
        pattern: "^sha256:[0-9a-f]{64}$",
        noun: "hash",
        hint: "'mcp-reconcile lock' writes them",
        accepts: { LockHash($0) != nil }
    )

    fileprivate static let serverAddress = TextRule(
        pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?/[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",
        noun: "address of a server",
        hint: "write the profile's name, a slash, and the server's name",
        accepts: { ServerAddress($0) != nil }
    )
}

extension ServerAddress {
    /// Reads `profile/server`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let profile = ProfileName(String(parts[0])), let server = ServerName(String(parts[1]))
        else { return nil }
        self.init(profile: profile, server: server)
    }
}
