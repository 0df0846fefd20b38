import ArgumentParser
import Spec

struct ProfileCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Write a new profile.",
        discussion: """
            Example:
              mcp-reconcile profile create backend --server docker://mcp/time:1.0 --server catalog://team/github
            """
    )

    @Argument(help: "The profile's name: lowercase letters, digits and inner hyphens.")
    var name: ProfileName

    @Option(help: "What the profile is for.")
    var description: String?

    @Option(
        name: .customLong("server"),
        help: ArgumentHelp("A server to begin with; may be repeated.", valueName: "ref")
    )
    var servers: [String] = []

    @OptionGroup var edit: EditOptions

    func run() throws {
        try edit.edit { draft in
            try draft.createProfile(name, description: description)
            for reference in servers {
                for server in try draft.servers(of: reference, name: nil) { try draft.add(server, to: name) }
            }
        }
    }
}
