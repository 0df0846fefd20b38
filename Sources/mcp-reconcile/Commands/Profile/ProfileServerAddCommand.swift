import ArgumentParser
import Spec

struct ProfileServerAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add servers to a profile by their references.",
        discussion: """
            A server that is there already under the same name gets the reference. What its entry requires to be \
            configured is given by --set, or the change is refused.

            Examples:
              mcp-reconcile profile server add dev docker://mcp/time:1.0
              mcp-reconcile profile server add dev catalog://team/github+jira --dry-run
              mcp-reconcile profile server add dev file://servers/clock.yaml --name clock --set clock.offset=+02:00
            """
    )

    @Argument(help: "The profile's name.", completion: .profiles)
    var profile: ProfileName

    @Argument(help: "docker://image, file://path, or catalog://catalog/server, several joined by '+'.")
    var references: [String]

    @Option(help: "The server's name in the profile, if it is only one.")
    var name: ServerName?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A value of a server's configuration.", valueName: "server.key=value")
    )
    var values: [ConfigAssignment] = []

    @OptionGroup var edit: EditOptions

    func validate() throws {
        if name != nil, references.count > 1 {
            throw ValidationError("--name is the name of one server: give one reference.")
        }
    }

    func run() throws {
        try edit.edit { draft in
            let servers = try references.flatMap { try draft.servers(of: $0, name: name) }
            if name != nil, servers.count > 1 {
                throw ValidationError("--name is the name of one server, and the reference means \(servers.count).")
            }
            for server in servers { try draft.add(server, to: profile) }
            for value in values { try draft.setConfig(value.key, to: value.value, in: profile) }
        }
    }
}

/// `server.key=value`, the value as JSON where it is JSON.
struct ConfigAssignment: ExpressibleByArgument {
    let key: ManifestDraft.ConfigKey
    let value: ManifestValue

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let key = ManifestDraft.ConfigKey(parts[0]) else { return nil }
        self.key = key
        value = ManifestValue(argument: parts[1])
    }
}
