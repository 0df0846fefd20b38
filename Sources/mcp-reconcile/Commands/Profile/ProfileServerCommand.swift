import ArgumentParser
import Spec

struct ProfileServerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "server",
        abstract: "Add servers to a profile, and remove them.",
        subcommands: [ProfileServerAddCommand.self, ProfileServerRemoveCommand.self, ProfileServerListCommand.self]
    )
}

struct ProfileServerRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove servers from a profile; their containers go with the next 'apply'.",
        discussion: """
            Example:
              mcp-reconcile profile server remove dev time github
            """,
        aliases: ["rm"]
    )

    @Argument(help: "The profile's name.", completion: .profiles)
    var profile: ProfileName

    @Argument(help: "The servers' names in the profile.")
    var names: [String]

    @OptionGroup var edit: EditOptions

    func run() throws {
        try edit.edit { draft in
            for name in names { try draft.removeServer(name, from: profile) }
        }
    }
}

struct ProfileServerListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the servers of a profile.",
        aliases: ["list"]
    )

    @Argument(help: "The profile's name.", completion: .profiles)
    var name: ProfileName

    @Option(help: ArgumentHelp("The directory with reconcile.yaml.", valueName: "dir"), completion: .directory)
    var path = "."

    func run() throws {
        var show = ProfileShowCommand()
        (show.name, show.path, show.format) = (name, path, .text)
        try show.run()
    }
}
