import ArgumentParser
import Spec

/// What a gateway shows of a profile.
struct ViewOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Serve only these tools, instead of those that the profile allows: '*', tool, server:tool, server:*, \
            image:tool, image:*, separated by commas. May be repeated.
            """,
            valueName: "list"
        )
    )
    var tools: [String] = []

    @Option(
        help: ArgumentHelp(
            "Serve only these servers of the profile, separated by commas; the others keep running. May be repeated.",
            valueName: "list"
        )
    )
    var servers: [String] = []

    var isEmpty: Bool { tools.isEmpty && servers.isEmpty }

    func validate() throws {
        guard tools.isEmpty || ToolSelection(Self.items(tools)) != nil else {
            throw ValidationError("--tools is a list of '*', tool, server:tool, server:*, image:tool or image:*.")
        }
        for name in Self.items(servers) where ServerName(name) == nil {
            throw ValidationError("'\(name)' of --servers is no name of a server.")
        }
    }

    /// - Throws: ``CommandFailure`` for a server that the profile does not have.
    func check(_ profile: Profile) throws {
        let known = Set(profile.serving.map(\.name.text))
        for name in Self.items(servers) where !known.contains(name) {
            throw CommandFailure(
                status: .invalidInput,
                message:
                    "the profile '\(profile.name)' has no server '\(name)': it has \(known.sorted().joined(separator: ", "))"
            )
        }
    }

    /// What of a state the gateway shows.
    func shown(of state: DesiredState) -> DesiredState {
        state.showing(
            tools: tools.isEmpty ? nil : ToolSelection(Self.items(tools)),
            servers: servers.isEmpty ? nil : Set(Self.items(servers).compactMap { ServerName($0) })
        )
    }

    private static func items(_ lists: [String]) -> [String] {
        lists.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }.map { item in
            String(item.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
