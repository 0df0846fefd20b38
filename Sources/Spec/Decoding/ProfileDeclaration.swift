/// A profile as its file says it, references unresolved.
struct ProfileDeclaration: Sendable {
    /// `metadata` of a profile.
    struct Metadata: Sendable {
        let name: Located<ProfileName>
        let description: String?
    }

    let metadata: Metadata
    let defaults: ServerDefaults?
    /// Those in which nothing is wrong.
    let servers: [ServerDeclaration]
    let interceptors: [Located<InterceptorDeclaration>]
    let gateway: GatewayDeclaration?

    static let format = Format.object(
        .required("apiVersion", .word(ManifestVersion.self), "The version of this format."),
        .required("kind", .word(Kind.self), "What this file is."),
        .required("metadata", metadataFormat, "The profile's name and what it is for."),
        .optional("defaults", ServerDefaults.format, "What holds for every server that says nothing else."),
        .required("servers", .list(of: ServerDeclaration.format), "The servers, each with a name of its own."),
        .optional(
            "interceptors",
            .list(of: InterceptorDeclaration.format.located),
            default: [],
            "What looks at requests and answers, in the order of requests."
        ),
        .optional("gateway", GatewayDeclaration.format, "How the gateway shows the tools, and what it refuses."),
        build: { ProfileDeclaration(metadata: $2, defaults: $3, servers: $4, interceptors: $5, gateway: $6) }
    )

    private enum Kind: String, CaseIterable, Sendable {
        case profile = "Profile"
    }

    private static let metadataFormat = Format.object(
        .required("name", Format.profileName.located, "The profile's name, by which commands select it."),
        .optional("description", .string, "What the profile is for."),
        build: { Metadata(name: $0, description: $1) }
    )
}

/// The versions of the manifest format.
enum ManifestVersion: String, CaseIterable, Sendable {
    case v1 = "mcp-reconcile.dev/v1"
}
