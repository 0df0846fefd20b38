/// Looks for servers that have a network, and of which nothing says what they need it for.
///
/// It is said by a comment where the network is granted; or by what is known of the server: it answers HTTP, one of its
/// tools says that it reaches the outside world, or its command downloads its package when it starts.
struct NetworkNeeds {
    private var granted: [(server: ServerName, location: SourceLocation)] = []
    /// Where a network is granted to servers that say nothing, which a rule of its own is about.
    var defaults: Set<SourceLocation> = []

    private static let downloaders: Set<String> = ["npx", "uvx"]

    mutating func look(at profiles: [Profile]) {
        for profile in profiles {
            for server in profile.servers where server.network == .bridge && !Self.isExplained(server) {
                let location = server.attributeLocations[AttributePath("network")] ?? server.declaredAt
                granted.append((server.name, location))
            }
            for server in profile.toolServers where server.network == .bridge {
                let isOpen = server.documentedTools.contains(where: Self.reachesOut)
                if !isOpen { granted.append((server.serving.name, server.declaredAt)) }
            }
        }
    }

    private static func isExplained(_ server: ServerSpec) -> Bool {
        server.http != nil || server.command.first.map(downloaders.contains) ?? false
            || server.documentedTools.contains(where: reachesOut)
    }

    private static func reachesOut(_ tool: DocumentedTool) -> Bool {
        tool.annotations?["openWorldHint"] == .boolean(true)
    }

    /// Servers whose network no comment explains.
    func findings(_ sources: [String: String]) -> [Diagnostic] {
        let comments = sources.mapValues(ExplainedLines.init)
        return granted.filter { server, location in
            !defaults.contains(location) && comments[location.file]?.contains(location.line) != true
        }
        .map { server, location in
            Diagnostic(
                .unexplainedBridge,
                "nothing says what '\(server)' needs its network for",
                at: location,
                severity: .note,
                suggestion: "say it in a comment, such as 'network: bridge # asks api.github.com', or take it away"
            )
        }
    }
}

/// The lines of a file with a comment, or with one of their own above them.
private struct ExplainedLines {
    private var lines: Set<Int> = []

    init(_ text: String) {
        for line in CommentedLine.all(in: text) where line.comments.first?.hasPrefix("mcp-reconcile:") == false {
            lines.insert(line.isAlone ? line.number + 1 : line.number)
        }
    }

    func contains(_ line: Int) -> Bool { lines.contains(line) }
}
