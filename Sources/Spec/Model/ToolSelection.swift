/// Which tools whoever starts a gateway wants of it.
///
/// In the words of Docker's MCP Gateway: `*`, `tool`, `server:tool`, `server:*`, `image:tool`, `image:*`. Case has no
/// meaning.
package struct ToolSelection: Hashable, Sendable {
    private struct Choice: Hashable, Sendable {
        /// A server's name or its image; nil for every server.
        let owner: String?
        /// A tool's own name, or `*`.
        let tool: String
    }

    private let choices: [Choice]

    /// - Returns: Nil for an empty choice.
    package init?(_ texts: [String]) {
        var choices: [Choice] = []
        for text in texts {
            let text = text.lowercased()
            // An image's tag has a colon, too.
            let colon = text.lastIndex(of: ":")
            let tool = colon.map { String(text[text.index(after: $0)...]) } ?? text
            let owner = colon.map { String(text[..<$0]) }
            guard !tool.isEmpty, owner?.isEmpty != true else { return nil }
            choices.append(Choice(owner: owner, tool: tool))
        }
        self.choices = choices
    }

    /// The own names of tools that are wanted of a server, in lower case; `*` stands for all.
    func tools(of server: ServerName, image: ImageReference?) -> Set<String> {
        let images = image.map { Self.names(of: $0.text.lowercased()) } ?? []
        let wanted = choices.filter { choice in
            guard let owner = choice.owner else { return true }
            return owner == server.text || images.contains(owner)
        }
        return Set(wanted.map(\.tool))
    }

    /// An image's name as written, without its digest, and without its tag.
    private static func names(of image: String) -> Set<String> {
        let name = image.split(separator: "@").first.map(String.init) ?? image
        let bare = name.lastIndex(of: ":").flatMap { name[$0...].contains("/") ? nil : String(name[..<$0]) } ?? name
        return [image, name, bare]
    }
}

extension DesiredState {
    /// The same containers, of which a gateway shows only a part.
    ///
    /// - Parameters:
    ///   - tools: Takes the place of the profiles' `allow`; `deny` holds. Nil leaves the profiles' choice.
    ///   - servers: Others are not shown at all; nil shows every server.
    /// - Returns: A state whose plans are those of this one.
    package func showing(tools: ToolSelection?, servers: Set<ServerName>?) -> DesiredState {
        var state = self
        for index in state.profiles.indices {
            for server in state.profiles[index].servers.indices {
                let spec = state.profiles[index].servers[server]
                state.profiles[index].servers[server].isHidden = servers?.contains(spec.name) == false
                let selected = tools?.tools(of: spec.name, image: spec.image)
                state.profiles[index].servers[server].tools.selected = selected
            }
            for server in state.profiles[index].remotes.indices {
                let name = state.profiles[index].remotes[server].name
                state.profiles[index].remotes[server].serving.isHidden = servers?.contains(name) == false
                state.profiles[index].remotes[server].serving.tools.selected = tools?.tools(of: name, image: nil)
            }
            for server in state.profiles[index].toolServers.indices {
                let name = state.profiles[index].toolServers[server].name
                state.profiles[index].toolServers[server].serving.isHidden = servers?.contains(name) == false
                state.profiles[index].toolServers[server].serving.tools.selected = tools?.tools(of: name, image: nil)
            }
        }
        return state
    }
}
