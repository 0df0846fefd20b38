import Spec

extension Plan {
    /// The plan as people read it, without anything that has no consequence.
    package func terminalText(isColored: Bool) -> String {
        let ink = Ink(isOn: isColored)
        var lines: [String] = []
        if let revision { lines += ["Source  \(UntrustedText.escaping(revision.description))", ""] }
        let shown = changes.filter { $0.action != .keep }
        if !shown.isEmpty { lines += [legend(of: shown, ink), ""] }
        for change in shown { lines += change.lines(ink) + [""] }
        for surface in surfaces where !surface.tools.isEmpty || !surface.undocumented.isEmpty {
            lines += surface.lines + [""]
        }
        lines.append(summary)
        return lines.joined(separator: "\n") + "\n"
    }

    private func legend(of shown: [Change], _ ink: Ink) -> String {
        let used = Set(shown.map(\.action))
        return "Legend  "
            + Change.Action.allCases.filter(used.contains).map { "\(ink.symbol($0)) \($0.meaning)" }
            .joined(separator: "  ")
    }

    private var summary: String {
        guard !isNoOp || !refusals.isEmpty else {
            let count = changes.count
            return "Plan    nothing to do: \(count) \(count == 1 ? "server is" : "servers are") as the manifests ask."
        }
        let counts = Dictionary(grouping: changes, by: \.action).mapValues(\.count)
        let parts = Change.Action.allCases.compactMap { action in
            counts[action].map { "\($0) \(action.summaryWord)" }
        }
        return "Plan    \(parts.joined(separator: ", ")).  Digest \(digest.prefix(19))…"
    }
}

/// Colours of the symbols, or none.
private struct Ink {
    let isOn: Bool

    func symbol(_ action: Change.Action) -> String {
        isOn ? "\u{1B}[\(action.color)m\(action.symbol)\u{1B}[0m" : action.symbol
    }
}

extension Change.Action {
    fileprivate var symbol: String {
        switch self {
        case .create: "+"
        case .replace: "±"
        case .remove: "-"
        case .keep: "="
        case .start: "~"
        case .refuse: "!"
        }
    }

    fileprivate var color: Int {
        switch self {
        case .create: 32
        case .replace, .start: 33
        case .remove, .refuse: 31
        case .keep: 36
        }
    }

    fileprivate var meaning: String {
        switch self {
        case .create: "create"
        case .replace: "replace (new before old)"
        case .remove: "remove"
        case .keep: "keep"
        case .start: "start"
        case .refuse: "cannot be done"
        }
    }

    fileprivate var summaryWord: String {
        switch self {
        case .create: "to create"
        case .replace: "to replace"
        case .remove: "to remove"
        case .keep: "unchanged"
        case .start: "to start"
        case .refuse: "refused"
        }
    }
}

extension Change {
    fileprivate func lines(_ ink: Ink) -> [String] {
        let place = declaredAt.map { "   \(UntrustedText.escaping($0.description))" } ?? ""
        var lines = ["  \(ink.symbol(action)) server/\(address)\(place)"]
        lines += reasons.map { "      because  \(UntrustedText.escaping($0.sentence))" }
        lines += attributes.map(\.line)
        return lines
    }
}

extension AttributeChange {
    fileprivate var line: String {
        let shown = shownValues
        let (old, new) = (shown.old.map(Self.display) ?? "(none)", shown.new.map(Self.display) ?? "(none)")
        let place = location.map { "   \(UntrustedText.escaping($0.description))" } ?? ""
        return "      \(UntrustedText.escaping(path.text))  \(old) → \(new)\(place)"
    }

    /// A digest is told apart by its first digits; other long values are cut.
    private static func display(_ value: String) -> String {
        let text = UntrustedText.escaping(value)
        let limit = text.hasPrefix("sha256:") ? 19 : 120
        return text.count > limit ? text.prefix(limit) + "…" : text
    }
}

extension ToolSurface {
    fileprivate var lines: [String] {
        var lines = ["Tools   \(profile): \(tools.count) documented"]
        lines += tools.map { tool in
            let name = UntrustedText.escaping(tool.name)
            let note = tool.collides ? "   (\(name) of \(tool.server); another server has the same)" : ""
            return "      \(UntrustedText.escaping(tool.exposedName))\(tool.collides ? note : "   \(tool.server)")"
        }
        if !undocumented.isEmpty {
            let names = undocumented.map(\.text).joined(separator: ", ")
            lines.append("      and those of \(names), which nothing documents beforehand")
        }
        return lines
    }
}
