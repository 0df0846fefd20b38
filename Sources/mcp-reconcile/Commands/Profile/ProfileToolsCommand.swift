import ArgumentParser
import Spec

struct ProfileToolsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tools",
        abstract: "Change which tools of a profile's servers are let through.",
        discussion: """
            --disable takes a tool out of 'allow', or puts it into 'deny'; --enable does the reverse. What the policy \
            says already stays as it is.

            Examples:
              mcp-reconcile profile tools dev --disable github.delete_repository
              mcp-reconcile profile tools dev --disable-all github --enable github.list_issues
              mcp-reconcile profile tools dev --enable-all github
            """
    )

    @Argument(help: "The profile's name.", completion: .profiles)
    var profile: ProfileName

    @Option(help: ArgumentHelp("A tool to let through; may be repeated.", valueName: "server.tool"))
    var enable: [ToolName] = []

    @Option(help: ArgumentHelp("A tool to withhold; may be repeated.", valueName: "server.tool"))
    var disable: [ToolName] = []

    @Option(help: ArgumentHelp("A server of which every tool is let through.", valueName: "server"))
    var enableAll: [String] = []

    @Option(help: ArgumentHelp("A server of which no tool is let through.", valueName: "server"))
    var disableAll: [String] = []

    @OptionGroup var edit: EditOptions

    /// `server.tool`; names of tools may have dots, names of servers have none.
    struct ToolName: ExpressibleByArgument {
        let server: String
        let tool: String

        init?(argument: String) {
            let parts = argument.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return nil }
            (server, tool) = (parts[0], parts[1])
        }
    }

    func validate() throws {
        if enable.isEmpty, disable.isEmpty, enableAll.isEmpty, disableAll.isEmpty {
            throw ValidationError("Say what to change: --enable, --disable, --enable-all or --disable-all.")
        }
    }

    func run() throws {
        try edit.edit { draft in
            for server in enableAll { try draft.change(.enableAll, of: server, in: profile) }
            for server in disableAll { try draft.change(.disableAll, of: server, in: profile) }
            for name in disable { try draft.change(.disable(name.tool), of: name.server, in: profile) }
            for name in enable { try draft.change(.enable(name.tool), of: name.server, in: profile) }
        }
    }
}
