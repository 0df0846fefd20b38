import Spec

extension Change {
    /// One row of the table.
    func markdownRow(_ detail: MarkdownDetail) -> String {
        let because = reasons.map(\.sentence).joined(separator: "; ")
        let cells = [
            action.symbol, MarkdownText.code(address.description), action.meaning, toolCell,
            because.isEmpty ? "" : MarkdownText.code(because, atMost: detail.longestValue),
        ]
        return "| \(cells.joined(separator: " | ")) |\n"
    }

    /// A fold with everything that changes; empty if the table has said it all.
    func markdownDetails(_ detail: MarkdownDetail) -> String {
        var blocks: [String] = []
        if let declaredAt { blocks.append("At \(MarkdownText.code(declaredAt.description, atMost: 200)).") }
        blocks += MarkdownAttributes(attributes, detail).block.map { [$0] } ?? []
        blocks += toolBlocks(detail)
        guard !blocks.isEmpty else { return "" }
        let summary = "\(action.symbol) <b>\(MarkdownText.code(address.description))</b>: \(sentence)"
        return "<details><summary>\(summary)</summary>\n\n\(blocks.joined(separator: "\n\n"))\n\n</details>\n\n"
    }

    private var toolCell: String {
        switch tools {
        case nil: return ""
        case .undocumented?: return "not documented"
        case .unrecorded(let total, let tokens)?: return "\(total), ~\(tokens) tokens"
        case .difference(let difference)?:
            guard let verdict = difference.verdict else { return "the same \(difference.total)" }
            let counts = [
                difference.added.isEmpty ? nil : "+\(difference.added.count)",
                difference.changed.isEmpty ? nil : "~\(difference.changed.count)",
                difference.removed.isEmpty ? nil : "−\(difference.removed.count)",
                difference.renamed.isEmpty ? nil : "→\(difference.renamed.count)",
            ]
            .compactMap { $0 }
            let emphasis = verdict == .breaking ? "**breaking**" : verdict.rawValue
            return "\(counts.joined(separator: " ")), \(emphasis), \(difference.tokenPhrase)"
        }
    }

    private func toolBlocks(_ detail: MarkdownDetail) -> [String] {
        guard detail != .counts, let difference = tools?.difference, !difference.isEmpty else { return [] }
        var lines: [String] = []
        if !difference.added.isEmpty {
            lines.append("- new tools: " + MarkdownList.names(difference.added, atMost: detail.longestList))
        }
        if !difference.removed.isEmpty {
            lines.append("- tools that go: " + MarkdownList.names(difference.removed, atMost: detail.longestList))
        }
        if !difference.renamed.isEmpty {
            let names = difference.renamed.map { "\($0.old) → \($0.new)" }
            lines.append("- tools with another name: " + MarkdownList.names(names, atMost: detail.longestList))
        }
        for change in difference.changed.prefix(detail.longestList) {
            let what = MarkdownText.code((change.details).joined(separator: "; "), atMost: detail.longestValue)
            lines.append("- \(MarkdownText.code(change.name)): \(change.verdict.rawValue), \(what)")
        }
        let rest = difference.changed.count - detail.longestList
        if rest > 0 { lines.append("- and \(rest) more that change") }
        return [lines.joined(separator: "\n")]
    }
}

extension GatewayChange {
    func markdownDetails(_ detail: MarkdownDetail) -> String {
        let summary = "~ <b>\(MarkdownText.code(profile.text))</b>: settings of the gateway"
        let place = "At \(MarkdownText.code(declaredAt.description, atMost: 200))."
        let blocks = [place] + (MarkdownAttributes(attributes, detail).block.map { [$0] } ?? [])
        return "<details><summary>\(summary)</summary>\n\n\(blocks.joined(separator: "\n\n"))\n\n</details>\n\n"
    }
}

/// A table of old and new values, or their number.
private struct MarkdownAttributes {
    /// Nil if nothing changes.
    let block: String?

    init(_ attributes: [AttributeChange], _ detail: MarkdownDetail) {
        guard !attributes.isEmpty else {
            block = nil
            return
        }
        guard detail != .counts else {
            block = attributes.count == 1 ? "1 attribute changes." : "\(attributes.count) attributes change."
            return
        }
        let rows = attributes.map { change in
            let shown = change.shownValues
            let cells = [change.path.text, shown.old, shown.new].map { value in
                value.map { MarkdownText.code(AttributeChange.display($0), atMost: detail.longestValue) } ?? "–"
            }
            return "| \(cells.joined(separator: " | ")) |"
        }
        block = (["| attribute | old | new |", "|---|---|---|"] + rows).joined(separator: "\n")
    }
}
