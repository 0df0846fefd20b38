/// Which of a server's tools are exposed, and under which names.
package struct ToolPolicy: Hashable, Sendable {
    /// Globs (`*`, `?`) over the server's own tool names; nil exposes all, an empty list none.
    package var allow: [String]?
    /// Globs over the server's own tool names; a match is withheld even if allowed.
    package var deny: [String]
    /// Exposed names by the server's own names.
    package var rename: [String: String]
    /// What clients are told of tools instead of the servers' words, by the servers' own names.
    package var descriptions: [String: String]
    /// Whether only tools are exposed that say of themselves that they change nothing (`readOnlyHint`).
    package var isReadOnly: Bool
    /// What whoever started the gateway chose instead of `allow`: own names in lower case, `*` for all.
    package var selected: Set<String>?

    package init(
        allow: [String]? = nil,
        deny: [String] = [],
        rename: [String: String] = [:],
        descriptions: [String: String] = [:],
        isReadOnly: Bool = false
    ) {
        self.allow = allow
        self.deny = deny
        self.rename = rename
        self.descriptions = descriptions
        self.isReadOnly = isReadOnly
    }

    /// True if clients may see and call the tool that the server itself calls `name`.
    package func exposes(_ name: String) -> Bool {
        if deny.contains(where: { Glob($0).matches(name) }) { return false }
        if let selected { return selected.contains("*") || selected.contains(name.lowercased()) }
        return allow.map { $0.contains { Glob($0).matches(name) } } ?? true
    }
}
