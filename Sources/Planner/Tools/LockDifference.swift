package import Spec

/// What a server is and lists otherwise than its lock says, in words.
package struct LockDifference: Hashable, Sendable {
    /// One line each, escaped: `+ tool a`, `~ tool b  description changed: cosmetic`, `- prompt c`.
    package let lines: [String]

    package var isEmpty: Bool { lines.isEmpty }

    /// - Parameters:
    ///   - old: The lock; nil for a server that is not locked.
    ///   - new: What was found.
    package init(from old: LockedServer?, to new: LockedServer) {
        guard let old else {
            lines = [Self.counts(of: new)]
            return
        }
        var lines = Self.images(old, new) + Self.tools(old, new)
        for list in LockedList.allCases where list != .tools { lines += Self.entries(list, old, new) }
        if old.instructions != new.instructions { lines.append("~ instructions") }
        self.lines = lines.map(UntrustedText.escaping)
    }

    /// `3 tools, 1 prompt`.
    package static func counts(of server: LockedServer) -> String {
        let counts = LockedList.allCases.compactMap { list -> String? in
            guard let count = server.lists[list]?.count, count > 0 || list == .tools else { return nil }
            return "\(count) \(list.noun)\(count == 1 ? "" : "s")"
        }
        return counts.isEmpty ? "no tools" : counts.joined(separator: ", ")
    }

    private static func images(_ old: LockedServer, _ new: LockedServer) -> [String] {
        let before = Dictionary(old.images.map { ($0.reference, $0) }) { first, _ in first }
        let after = Dictionary(new.images.map { ($0.reference, $0) }) { first, _ in first }
        let references = Set(before.keys).union(after.keys).sorted { $0.text < $1.text }
        return references.compactMap { reference in
            switch (before[reference], after[reference]) {
            case (nil, nil): nil
            case (nil, _?): "+ image \(reference)"
            case (_?, nil): "- image \(reference)"
            case (let old?, let new?):
                old == new ? nil : "~ image \(reference)  \(content(of: old)) → \(content(of: new))"
            }
        }
    }

    private static func content(of image: LockedImage) -> String {
        let text = image.digest ?? image.platforms.sorted { $0.key < $1.key }.map(\.value).joined(separator: " ")
        return text.isEmpty ? "unknown" : String(text.prefix(19)) + "…"
    }

    private static func tools(_ old: LockedServer, _ new: LockedServer) -> [String] {
        let difference = ToolDifference(from: listed(old), to: listed(new))
        let renamed = difference.renamed.map { "→ tool \($0.old) → \($0.new)" }
        let changed = difference.changed.map { "~ tool \($0.name)  \($0.phrase): \($0.verdict.rawValue)" }
        let known = Set(difference.changed.map(\.name))
        let others = Self.changed(.tools, old, new).filter { !known.contains($0) }.map { "~ tool \($0)" }
        return difference.added.map { "+ tool \($0)" } + difference.removed.map { "- tool \($0)" } + renamed + changed
            + others
    }

    private static func listed(_ server: LockedServer) -> [ListedTool] {
        server.documentedTools.compactMap { tool in
            guard let server = ServerName("lock") else { return nil }
            return ListedTool(
                ToolSurface.Tool(
                    server: server,
                    name: tool.name,
                    exposedName: tool.name,
                    collides: false,
                    documentation: tool
                )
            )
        }
    }

    private static func entries(_ list: LockedList, _ old: LockedServer, _ new: LockedServer) -> [String] {
        let (before, after) = (Set(old[list].map(\.name)), Set(new[list].map(\.name)))
        return after.subtracting(before).sorted().map { "+ \(list.noun) \($0)" }
            + before.subtracting(after).sorted().map { "- \(list.noun) \($0)" }
            + changed(list, old, new).map { "~ \(list.noun) \($0)" }
    }

    private static func changed(_ list: LockedList, _ old: LockedServer, _ new: LockedServer) -> [String] {
        let before = Dictionary(old[list].map { ($0.name, $0.hash) }) { first, _ in first }
        return new[list].filter { item in before[item.name].map { $0 != item.hash } ?? false }.map(\.name)
    }
}
