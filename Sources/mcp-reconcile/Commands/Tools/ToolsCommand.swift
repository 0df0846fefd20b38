import ArgumentParser

struct ToolsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tools",
        abstract: "List, inspect and call the tools that clients see.",
        discussion: """
            Asks a running gateway with --url, else the containers that 'apply' left running and the profile's remote \
            servers.

            Example:
              mcp-reconcile tools call echo message=hello --url http://127.0.0.1:8811/mcp
            """,
        subcommands: [
            ToolsListCommand.self, ToolsInspectCommand.self, ToolsCallCommand.self, ToolsCountCommand.self,
        ]
    )
}
