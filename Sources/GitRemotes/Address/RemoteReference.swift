/// What of a remote repository is wanted: one branch, one tag, one commit, or what its HEAD names.
package struct RemoteReference: Hashable, Sendable {
    package let text: String

    /// Nil for what only a local repository can resolve, such as `main~1`.
    package init?(_ text: String) {
        guard text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._\/+-]{0,254}/) != nil,
            !text.contains(".."), !text.contains("//"), !text.hasSuffix("/"), !text.hasSuffix(".lock")
        else { return nil }
        self.text = text
    }

    /// Nil for a name.
    var commit: String? { text.wholeMatch(of: /[0-9a-f]{40}/) != nil ? text : nil }

    /// The full names that it may stand for, in git's order (gitrevisions(7)).
    var candidates: [String] {
        if text == "HEAD" || text.hasPrefix("refs/") { return [text] }
        return ["refs/tags/\(text)", "refs/heads/\(text)"]
    }
}
