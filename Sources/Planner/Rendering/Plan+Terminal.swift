import Spec

extension Plan {
    /// The plan as people read it, without anything that has no consequence.
    ///
    /// Text that came from elsewhere is escaped: the result steers no terminal, whatever servers are called.
    package func terminalText(isColored: Bool) -> String {
        let ink = Ink(isOn: isColored)
        let shown = changes.filter { $0.action != .keep }
        var blocks: [String] = []
        if let revision { blocks.append("Source  \(UntrustedText.escaping(revision.description))") }
        if !shown.isEmpty { blocks.append(legend(of: shown, ink)) }
        blocks += shown.map { $0.terminalText(ink) }
        blocks += surfaces.compactMap { $0.terminalText(beside: changes) }
        blocks.append(summary)
        return blocks.joined(separator: "\n\n") + "\n"
    }

    /// Only the symbols that are used.
    private func legend(of shown: [Change], _ ink: Ink) -> String {
        let used = Set(shown.map(\.action))
        let entries = Change.Action.allCases.filter(used.contains).map { "\(ink.symbol($0)) \($0.meaning)" }
        return "Legend  " + entries.joined(separator: "  ")
    }

    private var summary: String {
        guard !isNoOp || !refusals.isEmpty else {
            let count = changes.count
            return "Plan    nothing to do: \(count) \(count == 1 ? "server is" : "servers are") as the manifests ask."
        }
        let counts = changes.reduce(into: [:]) { counts, change in counts[change.action, default: 0] += 1 }
        let parts = Change.Action.allCases.compactMap { action in
            counts[action].map { "\($0) \(action.outlook)" }
        }
        return "Plan    \(parts.joined(separator: ", ")).  Digest \(digest.prefix(19))…"
    }
}
