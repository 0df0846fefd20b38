import Spec

/// The JSON Schema of what `status --format json` prints, made from the values that it can print.
package enum StatusSchema {
    package static let fileName = "status.schema.json"

    /// JSON Schema draft-07, with sorted keys and a final line break.
    package static var json: String { document.document + "\n" }

    private static var document: CanonicalJSON {
        .schemaDocument(
            fileName,
            title: "Status",
            "What 'mcp-reconcile status --format json' prints. Within major version 1 members and reasons are only added: "
                + "ignore those you do not know, and refuse another major version.",
            required: ["format_version", "owner", "in_sync", "conditions", "gateways", "servers"],
            [
                "format_version": .textSchema("major.minor", pattern: "^1\\.[0-9]+$"),
                "owner": .textSchema("The UUID of the repository whose servers these are.", pattern: uuid),
                "revision": .textSchema("Reference and commit that is wanted; absent without git."),
                "in_sync": .flagSchema("Whether everything is as the manifests ask, as far as is known."),
                "suspended": suspended,
                "conditions": .listSchema("One of each type, in this order.", of: condition),
                "gateways": .listSchema("Profiles whose gateways could be asked.", of: .textSchema(pattern: name)),
                "servers": .listSchema("By address, those that nothing declares included.", of: server),
            ]
        )
    }

    private static var suspended: CanonicalJSON {
        .objectSchema(
            "Somebody wants nothing to be followed; absent otherwise.",
            required: ["since"],
            [
                "since": .textSchema("UTC, ISO 8601"),
                "until": .textSchema("UTC, ISO 8601; absent if only 'resume' ends it."),
                "reason": .textSchema("What was typed."),
            ]
        )
    }

    private static var condition: CanonicalJSON {
        .objectSchema(
            "Whether something is so, and why.",
            required: ["type", "status", "reason", "message"],
            [
                "type": .wordSchema(Condition.Kind.allCases.map(\.rawValue)),
                "status": verdict,
                "reason": .textSchema("One word for programs.", pattern: "^[A-Z][A-Za-z]+$"),
                "message": .textSchema("One line for people."),
            ]
        )
    }

    private static var server: CanonicalJSON {
        .objectSchema(
            "One server.",
            required: ["address", "status", "drift"],
            [
                "address": .textSchema("profile/server", pattern: "^[a-z0-9-]+/[a-z0-9-]+$"),
                "status": .wordSchema(ServerStatus.Word.allCases.map(\.rawValue)),
                "container": .textSchema(
                    "The name of the container that serves, or would; absent where there is none."
                ),
                "id": .textSchema("The engine's id of it."),
                "state": .wordSchema(ObservedContainer.RunState.allCases.map(\.rawValue)),
                "applied_revision": .textSchema("The commit that the container was made from."),
                "applied_spec": .textSchema("The hash of what the container was made for.", pattern: spec),
                "wanted_spec": .textSchema("The hash of what is wanted; absent without its image.", pattern: spec),
                "locked": .flagSchema("Whether mcp-reconcile.lock holds the server."),
                "refusal": .textSchema("Why nothing can be done for it."),
                "gateway": .objectSchema(
                    "What a running gateway says of it; absent where none could be asked.",
                    required: ["state", "tools"],
                    [
                        "state": .wordSchema(ServingReport.Server.State.allCases.map(\.rawValue)),
                        "tools": .object([
                            "description": .string("How many of its tools clients may see."),
                            "type": .string("integer"), "minimum": .integer(0),
                        ]),
                        "reason": .textSchema("Why it is down, to follow its name."),
                    ]
                ),
                "drift": .listSchema("The ways of drift that a server of its kind can have.", of: drift),
            ]
        )
    }

    private static var drift: CanonicalJSON {
        .objectSchema(
            "Whether it has drifted in one way.",
            required: ["kind", "status", "reason"],
            [
                "kind": .wordSchema(Drift.Kind.allCases.map(\.rawValue)),
                "status": verdict,
                "reason": .textSchema("One word for programs.", pattern: "^[A-Z][A-Za-z]+$"),
                "message": .textSchema("One line for people."),
            ]
        )
    }

    private static let uuid = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
    private static let name = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
    private static let spec = "^v1:[0-9a-f]{64}$"

    private static var verdict: CanonicalJSON { .wordSchema(Verdict.allCases.map(\.rawValue)) }
}
