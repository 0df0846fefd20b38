import ArgumentParser

struct TracesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "traces",
        abstract: "Show which calls went through the gateways of this user, and what became of them.",
        discussion: """
            A gateway with --traces keeps a trace of every call in $XDG_STATE_HOME/mcp-reconcile/traces.db, for a week and 256 MB at \
            most: when, who, which server and tool, how long and where the time went, how it ended. Arguments and \
            results are not kept.

            Example:
              mcp-reconcile traces ls --outcome error --since 1h
            """,
        subcommands: [
            TracesListCommand.self, TracesShowCommand.self, TracesTailCommand.self, TracesExportCommand.self,
        ]
    )
}
