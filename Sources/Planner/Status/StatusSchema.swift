import Spec

/// The JSON Schema of what `status --format json` prints, made from the values that it can print.
package enum StatusSchema {
    package static let fileName = "status.schema.json"

    /// JSON Schema draft-07, with sorted keys and a final line break.
    package static var json: String { document.document + "\n" }

    private static var document: CanonicalJSON {
        .eliding([
            ("$schema", .string("http://json-schema.org/draft-07/schema#")),
            ("$id", .string("https://mcp-reconcile.dev/schemas/\(fileName)")),
            ("title", .string("Status")),
            (
                "description",
                .string(
                    "What 'mcp-reconcile status --format json' prints. Within major version 1 members and reasons are only "
                        + "added: ignore those you do not know, and refuse another major version."
                )
            ),
            ("type", .string("object")),
            ("required", strings(["format_version", "owner", "in_sync", "conditions", "gateways", "servers"])),
            ("additionalProperties", .bool(false)),
            (
                "properties",
                .object([
                    "format_version": text("major.minor", pattern: "^1\\.[0-9]+$"),
                    "owner": text("The UUID of the repository whose servers these are.", pattern: uuid),
                    "revision": text("Reference and commit that is wanted; absent without git."),
                    "in_sync": flag("Whether everything is as the manifests ask, as far as is known."),
                    "suspended": suspended,
                    "conditions": list("One of each type, in this order.", of: condition),
                    "gateways": list("Profiles whose gateways could be asked.", of: text(pattern: name)),
                    "servers": list("By address, those that nothing declares included.", of: server),
                ])
            ),
        ])
    }

    private static var suspended: CanonicalJSON {
        object(
            "Somebody wants nothing to be followed; absent otherwise.",
            required: ["since"],
            [
                "since": text("UTC, ISO 8601"),
                "until": text("UTC, ISO 8601; absent if only 'resume' ends it."),
                "reason": text("What was typed."),
            ]
        )
    }

    private static var condition: CanonicalJSON {
        object(
            "Whether something is so, and why.",
            required: ["type", "status", "reason", "message"],
            [
                "type": words(Condition.Kind.allCases.map(\.rawValue)),
                "status": verdict,
                "reason": text("One word for programs.", pattern: "^[A-Z][A-Za-z]+$"),
                "message": text("One line for people."),
            ]
        )
    }

    private static var server: CanonicalJSON {
        object(
            "One server.",
            required: ["address", "status", "drift"],
            [
                "address": text("profile/server", pattern: "^[a-z0-9-]+/[a-z0-9-]+$"),
                "status": words(ServerStatus.Word.allCases.map(\.rawValue)),
                "container": text("The name of the container that serves, or would; absent where there is none."),
                "id": text("The engine's id of it."),
                "state": words(ObservedContainer.RunState.allCases.map(\.rawValue)),
                "applied_revision": text("The commit that the container was made from."),
                "applied_spec": text("The hash of what the container was made for.", pattern: spec),
                "wanted_spec": text("The hash of what is wanted; absent without its image.", pattern: spec),
                "locked": flag("Whether mcp-reconcile.lock holds the server."),
                "refusal": text("Why nothing can be done for it."),
                "gateway": object(
                    "What a running gateway says of it; absent where none could be asked.",
                    required: ["state", "tools"],
                    [
                        "state": words(ServingReport.Server.State.allCases.map(\.rawValue)),
                        "tools": .object([
                            "description": .string("How many of its tools clients may see."),
                            "type": .string("integer"), "minimum": .integer(0),
                        ]),
                        "reason": text("Why it is down, to follow its name."),
                    ]
                ),
                "drift": list("The ways of drift that a server of its kind can have.", of: drift),
            ]
        )
    }

    private static var drift: CanonicalJSON {
        object(
            "Whether it has drifted in one way.",
            required: ["kind", "status", "reason"],
            [
                "kind": words(Drift.Kind.allCases.map(\.rawValue)),
                "status": verdict,
                "reason": text("One word for programs.", pattern: "^[A-Z][A-Za-z]+$"),
                "message": text("One line for people."),
            ]
        )
    }

    private static let uuid = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
    private static let name = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
    private static let spec = "^v1:[0-9a-f]{64}$"

    private static var verdict: CanonicalJSON { words(Verdict.allCases.map(\.rawValue)) }
}

extension StatusSchema {
    private static func strings(_ texts: [String]) -> CanonicalJSON { .array(texts.map(CanonicalJSON.string)) }

    private static func text(_ description: String? = nil, pattern: String? = nil) -> CanonicalJSON {
        .eliding([
            ("description", description.map(CanonicalJSON.string)),
            ("type", .string("string")),
            ("pattern", pattern.map(CanonicalJSON.string)),
        ])
    }

    private static func flag(_ description: String) -> CanonicalJSON {
        .object(["description": .string(description), "type": .string("boolean")])
    }

    private static func words(_ words: [String]) -> CanonicalJSON { .object(["enum": strings(words)]) }

    private static func list(_ description: String, of items: CanonicalJSON) -> CanonicalJSON {
        .object(["description": .string(description), "type": .string("array"), "items": items])
    }

    private static func object(
        _ description: String,
        required: [String],
        _ properties: [String: CanonicalJSON]
    ) -> CanonicalJSON {
        .object([
            "description": .string(description), "type": .string("object"), "required": strings(required),
            "additionalProperties": .bool(false), "properties": .object(properties),
        ])
    }
}
