/// `envs/NAME.yaml`: what differs in one environment, field by field.
///
/// What it says is kept as it is written, for it is read once more as a part of the profile that it overrides.
struct EnvironmentDeclaration: Sendable {
    /// What differs in one profile.
    struct ProfileOverride: Sendable {
        let defaults: YAMLNode?
        let gateway: YAMLNode?
        let servers: [Named<YAMLNode>]

        static let format = Format.object(
            .optional("defaults", .override(of: ServerDefaults.format), "Instead of the profile's defaults."),
            .optional("gateway", .override(of: GatewayDeclaration.format), "Instead of the profile's settings."),
            .optional(
                "servers",
                .map(.nonEmpty, to: .override(of: ServerDeclaration.format, except: "name")),
                default: [],
                "Servers of the profile, by name, each with the fields that differ."
            ),
            build: ProfileOverride.init
        )
    }

    let defaults: YAMLNode?
    let profiles: [Named<ProfileOverride>]

    static let directory = TreePath(["envs"])

    static let format = Format.object(
        .required("apiVersion", .word(ManifestVersion.self), "The version of this format."),
        .required("kind", .word(Kind.self), "What this file is."),
        .optional("description", .string, "What the environment is."),
        .optional("defaults", .override(of: ServerDefaults.format), "Instead of the repository's defaults."),
        .optional(
            "profiles",
            .map(.nonEmpty, to: ProfileOverride.format),
            default: [],
            "Profiles, by name, each with what differs."
        ),
        build: { EnvironmentDeclaration(defaults: $3, profiles: $4) }
    )

    private enum Kind: String, CaseIterable, Sendable {
        case environment = "Environment"
    }
}

extension Format where Value == YAMLNode {
    /// A mapping of any of the fields of another format, none of which is required.
    fileprivate static func override<Other>(of other: Format<Other>, except key: String? = nil) -> Self {
        var schema = other.schema
        if case .object(var members) = schema {
            members["required"] = nil
            if let key, case .object(var properties)? = members["properties"] {
                properties[key] = nil
                members["properties"] = .object(properties)
            }
            schema = .object(members)
        }
        return Format([.mapping], expecting: "a mapping", schema: schema) { node, diagnostics in
            var mistakes: [Diagnostic] = []
            _ = other.read(node, &mistakes)
            // The format says at the mapping itself what is missing from it.
            diagnostics += mistakes.filter { $0.code != .missingKey || $0.location != node.location }
            if let key, let entry = node.entries?.first(where: { $0.key == key }) {
                let message = "'\(key)' cannot be overridden"
                diagnostics.append(Diagnostic(.unknownKey, message, at: entry.keyLocation, suggestion: "remove it"))
            }
            return node
        }
    }
}
