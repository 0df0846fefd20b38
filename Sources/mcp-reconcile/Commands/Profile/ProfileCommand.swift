import ArgumentParser

struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Make, show and edit profiles; comments and order of their files stay.",
        discussion: """
            Each command changes only the lines that it is about. The result is held against the whole tree before it \
            is written: a change that brings a mistake is refused, and no file is touched. --dry-run shows a diff.

            Examples:
              mcp-reconcile profile create backend --description "What backend engineers get"
              mcp-reconcile profile server add backend docker://mcp/time:1.0
              mcp-reconcile profile tools backend --disable time.convert_time
              mcp-reconcile profile config backend --set time.timezone=Europe/Paris
            """,
        subcommands: [
            ProfileCreateCommand.self, ProfileListCommand.self, ProfileShowCommand.self, ProfileRemoveCommand.self,
            ProfileServerCommand.self, ProfileToolsCommand.self, ProfileConfigCommand.self, ImportCommand.self,
            ProfileExportCommand.self,
        ]
    )
}
