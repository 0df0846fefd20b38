/// Which of a server's tools are exposed, and under which names.
package struct ToolPolicy: Hashable, Sendable {
    /// Globs (`*`, `?`) over the server's own tool names; nil exposes all, an empty list none.
    package var allow: [String]?
    /// Globs over the server's own tool names; a match is withheld even if allowed.
    package var deny: [String]
    /// Exposed names by the server's own names.
    package var rename: [String: String]

    package init(allow: [String]? = nil, deny: [String] = [], rename: [String: String] = [:]) {
        self.allow = allow
        self.deny = deny
        self.rename = rename
    }

    /// True if clients may see and call the tool that the server itself calls `name`.
    package func exposes(_ name: String) -> Bool {
        if deny.contains(where: { Glob($0).matches(name) }) { return false }
        return allow.map { $0.contains { Glob($0).matches(name) } } ?? true
    }
}
