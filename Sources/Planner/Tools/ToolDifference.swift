/// What clients will newly see, no longer see, and see otherwise of one server's tools.
package struct ToolDifference: Hashable, Sendable {
    /// One tool whose definition changes.
    package struct Change: Hashable, Sendable {
        package var name: String
        /// The parts that change, in a fixed order: `description`, `input_schema`, ….
        package var kinds: [String]
        /// What exactly changes, as far as both sides are known; text of the servers in it is not escaped.
        package var details: [String]
        package var verdict: ToolVerdict
    }

    /// A tool that there was before, under another name.
    package struct Rename: Hashable, Sendable {
        package var old: String
        package var new: String
    }

    /// Exposed names, sorted; a tool that only changes its name is in neither.
    package var added: [String]
    package var removed: [String]
    /// Sorted by the new name.
    package var renamed: [Rename]
    /// Sorted by name.
    package var changed: [Change]
    /// How many tools there will be.
    package var total: Int
    /// What they will cost a model, and by how much that changes, by ``ListedTool/tokens``.
    package var tokens: Int
    package var tokenChange: Int

    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && renamed.isEmpty && changed.isEmpty }

    /// The worst of all; nil if nothing changes.
    package var verdict: ToolVerdict? {
        let verdicts =
            changed.map(\.verdict) + added.map { _ in .additive }
            + (removed + renamed.map(\.old)).map { _ in .breaking }
        return verdicts.max()
    }

    init(from old: [ListedTool], to new: [ListedTool]) {
        let (before, after) = (Self.byName(old), Self.byName(new))
        let appearing = after.values.filter { before[$0.exposedName] == nil }
        let vanishing = before.values.filter { after[$0.exposedName] == nil }
        let former = Dictionary(vanishing.map { ($0.identity, $0.exposedName) }) { min($0, $1) }
        let renamed = appearing.compactMap { tool in
            former[tool.identity].map { Rename(old: $0, new: tool.exposedName) }
        }
        let (oldNames, newNames) = (Set(renamed.map(\.old)), Set(renamed.map(\.new)))
        added = appearing.map(\.exposedName).filter { !newNames.contains($0) }.sorted()
        removed = vanishing.map(\.exposedName).filter { !oldNames.contains($0) }.sorted()
        self.renamed = renamed.sorted { $0.new < $1.new }
        changed = after.keys.sorted().compactMap { name in
            guard let old = before[name], let new = after[name] else { return nil }
            return Change(from: old, to: new)
        }
        total = new.count
        tokens = new.reduce(0) { $0 + $1.tokens }
        tokenChange = tokens - old.reduce(0) { $0 + $1.tokens }
    }

    /// Of a server whose tools stay as they are.
    init(unchanged tools: [ToolSurface.Tool]) {
        (added, removed, renamed, changed) = ([], [], [], [])
        total = tools.count
        tokens = tools.reduce(0) { $0 + ListedTool.tokens(of: $1) }
        tokenChange = 0
    }

    private static func byName(_ tools: [ListedTool]) -> [String: ListedTool] {
        Dictionary(tools.map { ($0.exposedName, $0) }) { first, _ in first }
    }
}

extension ToolDifference.Change {
    /// - Returns: Nil if nothing differs.
    fileprivate init?(from old: ListedTool, to new: ListedTool) {
        let parts = ListedTool.Part.allCases.filter { old.hashes[$0] != new.hashes[$0] }
        guard !parts.isEmpty else { return nil }
        let changes = parts.map { PartChange($0, from: old, to: new) }
        self.init(
            name: new.exposedName,
            kinds: parts.map(\.rawValue),
            details: changes.flatMap(\.details),
            verdict: changes.map(\.verdict).max() ?? .cosmetic
        )
    }
}

/// What is known of a server's tools before and after.
package enum ToolOutlook: Hashable, Sendable {
    /// Nothing says which tools it will have: they show once it has run.
    case undocumented
    /// Nothing says which tools it has had.
    case unrecorded(total: Int, tokens: Int)
    case difference(ToolDifference)

    package var difference: ToolDifference? {
        switch self {
        case .difference(let difference): difference
        case .undocumented, .unrecorded: nil
        }
    }
}
