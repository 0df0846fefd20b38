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

        package init(server: ServerName, name: String, exposedName: String, collides: Bool) {
            self.server = server
            self.name = name
            self.exposedName = exposedName
            self.collides = collides
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
}
