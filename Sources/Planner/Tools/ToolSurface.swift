package import Spec

/// The tools of one profile that are known beforehand, under the names that clients will see.
package struct ToolSurface: Hashable, Sendable {
    package struct Tool: Hashable, Sendable {
        package var server: ServerName
        /// The server's own name for it.
        package var name: String
        package var exposedName: String
        /// True if the exposed name carries the server's because another server has a tool of the same name.
        package var collides: Bool
        /// What a call of the tool runs, the image's name and content; nil for the tool of a server that runs.
        package var image: String?
        /// What clients are told of it, as far as that is known beforehand.
        package var documentation: DocumentedTool

        package init(
            server: ServerName,
            name: String,
            exposedName: String,
            collides: Bool,
            image: String? = nil,
            documentation: DocumentedTool? = nil
        ) {
            self.server = server
            self.name = name
            self.exposedName = exposedName
            self.collides = collides
            self.image = image
            self.documentation = documentation ?? DocumentedTool(name: name)
        }
    }

    package var profile: ProfileName
    /// Sorted by exposed name.
    package var tools: [Tool]
    /// Tools that clients will not see, because no rule can give them a name of their own; sorted by exposed name.
    package var withheld: [Tool]
    /// Servers whose tools nothing documents: they show once the server has run.
    package var undocumented: [ServerName]

    package init(profile: ProfileName, tools: [Tool], withheld: [Tool] = [], undocumented: [ServerName]) {
        self.profile = profile
        self.tools = tools
        self.withheld = withheld
        self.undocumented = undocumented
    }

    /// What all tools cost a language model, by ``ListedTool/tokens``.
    package var tokens: Int { tools.reduce(0) { $0 + ListedTool.tokens(of: $1) } }
}
