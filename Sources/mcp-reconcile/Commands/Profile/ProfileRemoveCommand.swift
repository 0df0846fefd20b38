import ArgumentParser
import Spec

struct ProfileRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove a profile's file; its servers go with the next 'apply'.",
        discussion: """
            The last profile of a tree cannot be removed: 'destroy' is the way to remove every server.

            Example:
              mcp-reconcile profile rm old-tools
            """,
        aliases: ["remove"]
    )

    @Argument(help: "The profile's name.", completion: .profiles)
    var name: ProfileName

    @OptionGroup var edit: EditOptions

    func run() throws {
        try edit.edit { draft in try draft.removeProfile(name) }
    }
}
