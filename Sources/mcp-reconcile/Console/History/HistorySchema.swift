import Applier
import Planner
import Spec

/// The JSON Schema of what `history --format json` prints, made from the values that it can print.
enum HistorySchema {
    /// JSON Schema draft-07, with sorted keys and a final line break.
    static var json: String { document.document + "\n" }

    private static var document: CanonicalJSON {
        .schemaDocument(
            "history.schema.json",
            title: "History",
            "What 'mcp-reconcile history --format json' prints; 'history show ID' prints one of its entries. Within major "
                + "version 1 members are only added: ignore those you do not know, and refuse another major version.",
            required: ["format_version", "entries"],
            ["format_version": version, "entries": .listSchema("Newest first.", of: entry)]
        )
    }

    private static var entry: CanonicalJSON {
        .objectSchema(
            "One run that changed the engine, or failed to.",
            required: ["format_version", "id", "time", "command", "result", "user", "servers"],
            [
                "format_version": version,
                "id": .textSchema("What 'history show' and 'rollback' call it.", pattern: "^[0-9a-f]{8}$"),
                "time": .textSchema(
                    "When it ended, or began if it did not end: UTC, ISO 8601",
                    pattern: "^[0-9T:-]+Z$"
                ),
                "command": .textSchema("As it was typed, without options."),
                "result": .wordSchema(JournalEntry.Result.allCases.map(\.rawValue), "What became of it as a whole."),
                "milliseconds": .countSchema("How long it took; absent for a run that did not end."),
                "user": .countSchema("The id of the user who ran it."),
                "manifests": origin,
                "plan_digest": .textSchema(
                    "Of the plan that was shown; absent where none was.",
                    pattern: "^sha256:[0-9a-f]+$"
                ),
                "servers": .listSchema("Those that were not right already, by address.", of: server),
                "omitted_servers": .countSchema("How many more there were; absent if none."),
                "exit_status": .countSchema(
                    "What it ended with: 130 and 143 by SIGINT and SIGTERM, and 137 for one that did not come to its end; "
                        + "absent while it is under way."
                ),
            ]
        )
    }

    private static var origin: CanonicalJSON {
        .objectSchema(
            "Where the manifests came from; absent where everything was to be removed.",
            required: ["kind", "place"],
            [
                "kind": .wordSchema(PlanSource.Kind.allCases.map(\.rawValue)),
                "place": .textSchema("The repository's directory or address, the directory, or the file."),
                "directory": .textSchema("The path of the manifests within their repository; absent for its root."),
                "profile": .textSchema("The one profile that was selected; absent for all."),
                "environment": .textSchema("What --env named."),
                "revision": .textSchema("Reference and commit; absent without git."),
                "content": .textSchema("The digest of the files' content."),
                "snapshot": .textSchema("The digest of the copy that was kept of the files."),
                "unkept": .textSchema("Why no copy was kept."),
                "targets": .listSchema("What --target named; absent without it.", of: .textSchema()),
                "excludes": .listSchema("What --exclude named; absent without it.", of: .textSchema()),
            ]
        )
    }

    private static var server: CanonicalJSON {
        .objectSchema(
            "What became of one server.",
            required: ["address", "action", "result"],
            [
                "address": .textSchema("profile/server", pattern: "^[a-z0-9-]+/[a-z0-9-]+$"),
                "action": .wordSchema(Change.Action.allCases.map(\.rawValue)),
                "result": .wordSchema(JournalEntry.Server.Result.allCases.map(\.rawValue)),
                "reason": .textSchema("Why it is not as it should be; escaped and shortened."),
            ]
        )
    }

    private static var version: CanonicalJSON { .textSchema("major.minor", pattern: "^1\\.[0-9]+$") }
}
