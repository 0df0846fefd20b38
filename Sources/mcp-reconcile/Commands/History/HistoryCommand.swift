import ArgumentParser

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show what 'apply', 'watch' and 'gateway run' have changed on the engine.",
        discussion: """
            The last 50 runs of this user on this host that changed something, or failed to, are kept in \
            $XDG_STATE_HOME/mcp-reconcile/OWNER/journal.jsonl: when, by which command, which commit or files, what \
            became of each server. 'rollback' goes back to what one of them had applied. Manifests that are not valid \
            now do not matter.

            Examples:
              mcp-reconcile history
              mcp-reconcile history --server 'dev/*' --limit 5
              mcp-reconcile history show 3f9a
              mcp-reconcile history --owner 3f2a9c1e-0000-4000-8000-00000000000a --format json
              mcp-reconcile schema history
            """,
        subcommands: [HistoryListCommand.self, HistoryShowCommand.self],
        defaultSubcommand: HistoryListCommand.self
    )
}
