import ArgumentParser
import Spec

struct ProfileConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Set, show and remove values of servers' configuration.",
        discussion: """
            A value is JSON where it is JSON (true, 5, ["a"]) and text otherwise; it is held against the schema of the \
            server's entry. Where a server has several sections, the section is named: server.section.key.

            Examples:
              mcp-reconcile profile config dev --set time.timezone=Europe/Paris --set 'search.limit=10'
              mcp-reconcile profile config dev --get time.timezone
              mcp-reconcile profile config dev --del time.timezone
            """
    )

    @Argument(help: "The profile's name.", completion: .profiles)
    var profile: ProfileName

    @Option(help: ArgumentHelp("A value to set; may be repeated.", valueName: "server.key=value"))
    var set: [ConfigAssignment] = []

    @Option(help: ArgumentHelp("A value to remove; may be repeated.", valueName: "server.key"))
    var del: [ConfigKeyArgument] = []

    @Option(help: ArgumentHelp("A value to print as JSON; may be repeated.", valueName: "server.key"))
    var get: [ConfigKeyArgument] = []

    @OptionGroup var edit: EditOptions

    struct ConfigKeyArgument: ExpressibleByArgument {
        let key: ManifestDraft.ConfigKey

        init?(argument: String) {
            guard let key = ManifestDraft.ConfigKey(argument) else { return nil }
            self.key = key
        }
    }

    func validate() throws {
        if set.isEmpty, del.isEmpty, get.isEmpty { throw ValidationError("Say what to do: --set, --get or --del.") }
    }

    func run() throws {
        if !set.isEmpty || !del.isEmpty {
            try edit.edit { draft in
                for value in set { try draft.setConfig(value.key, to: value.value, in: profile) }
                for value in del { try draft.setConfig(value.key, to: nil, in: profile) }
            }
        }
        guard !get.isEmpty else { return }
        do {
            let draft = try edit.draft()
            for value in get { Console.output.line(try draft.configValue(value.key, in: profile) ?? "null") }
        } catch let problem as ManifestDraft.Problem {
            throw EditFailure(problem)
        }
    }
}
