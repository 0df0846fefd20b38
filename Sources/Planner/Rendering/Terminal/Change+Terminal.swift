import Spec

/// One line of what belongs to a change: a label in a column of its own, and a text.
struct DetailRow {
    let label: String
    let text: InkedText

    static let indent = 6
    /// A longer label pushes its own value aside, and not those of all others.
    private static let widestLabel = 28

    static func write(_ rows: [DetailRow], on page: inout TerminalPage) {
        let column = min(rows.map(\.label.columns).max() ?? 0, widestLabel) + TerminalPage.gap
        for row in rows { page.row(indent: indent, label: InkedText(row.label), column: column, row.text) }
    }
}

extension GatewayChange {
    /// The settings that change, in two columns.
    func write(on page: inout TerminalPage) {
        let action = Change.Action.update
        let head = InkedText(action.symbol, action.ink) + InkedText(" \(profile) gateway   \(Strategy.route.sentence)")
        page.line(indent: 2, hanging: DetailRow.indent, head)
        let place = DetailRow(label: "at", text: InkedText(UntrustedText.escaping("\(declaredAt)")))
        let rows = attributes.map { DetailRow(label: UntrustedText.escaping($0.path.text), text: $0.text(of: action)) }
        DetailRow.write([place] + rows, on: &page)
    }
}

extension Change {
    /// The address and what happens to it, then its place, attributes, reasons and tools in two columns.
    ///
    /// - Parameters:
    ///   - page: Where it is written.
    ///   - consents: Those that the change needs.
    func write(on page: inout TerminalPage, consents: [Consent]) {
        let head = InkedText(action.symbol, action.ink) + InkedText(" \(address)   \(sentence)")
        page.line(indent: 2, hanging: DetailRow.indent, head)
        DetailRow.write(rows(consents), on: &page)
    }

    private func rows(_ consents: [Consent]) -> [DetailRow] {
        var rows: [DetailRow] = []
        if let declaredAt {
            rows.append(DetailRow(label: "at", text: InkedText(UntrustedText.escaping("\(declaredAt)"))))
        }
        rows += attributes.map { DetailRow(label: UntrustedText.escaping($0.path.text), text: $0.text(of: action)) }
        rows += reasons.map { DetailRow(label: "because", text: InkedText(UntrustedText.escaping($0.sentence))) }
        rows += toolRows
        rows += consents.map { consent in
            DetailRow(label: "consent", text: InkedText("⚠ ", .yellow) + InkedText("needs \(consent.flag)"))
        }
        return rows
    }
}

// MARK: - Tools

extension Change {
    /// How many names of added or removed tools a line has at most.
    private static let longestList = 12

    private var toolRows: [DetailRow] {
        guard let tools else { return [] }
        guard let difference = tools.difference else {
            return tools.remark.map { [DetailRow(label: "tools", text: InkedText($0))] } ?? []
        }
        guard !difference.isEmpty else {
            return [
                DetailRow(label: "tools", text: InkedText("the same \(difference.total), ~\(difference.tokens) tokens"))
            ]
        }
        var summary = InkedText("")
        if !difference.added.isEmpty { summary += Self.list("+", difference.added, .green) }
        if !difference.changed.isEmpty { summary += InkedText("~\(difference.changed.count)   ", .yellow) }
        if !difference.removed.isEmpty { summary += Self.list("-", difference.removed, .red) }
        if !difference.renamed.isEmpty {
            let names = difference.renamed.map { "\($0.old) → \($0.new)" }
            summary += InkedText("→\(difference.renamed.count)", .yellow) + Self.list(names)
        }
        if let verdict = difference.verdict { summary += InkedText(verdict.rawValue, verdict.ink) }
        summary += InkedText(", \(difference.tokenPhrase)")
        return [DetailRow(label: "tools", text: summary)]
            + difference.changed.map { change in
                let verdict = InkedText(change.verdict.rawValue, change.verdict.ink)
                return DetailRow(label: "", text: InkedText("~ \(change.name)  \(change.phrase): ") + verdict)
            }
    }

    private static func list(_ symbol: String, _ names: [String], _ ink: Ink) -> InkedText {
        InkedText("\(symbol)\(names.count)", ink) + list(names)
    }

    private static func list(_ names: [String]) -> InkedText {
        let shown = names.prefix(longestList).map(UntrustedText.escaping).joined(separator: ", ")
        let rest = names.count > longestList ? " and \(names.count - longestList) more" : ""
        return InkedText(" \(shown)\(rest)   ")
    }
}

// MARK: - Attributes

extension AttributeChange {
    fileprivate func text(of action: Change.Action) -> InkedText {
        let place = location.map { "   \(UntrustedText.escaping($0.description))" } ?? ""
        return InkedText(transition(in: action) + place)
    }

    private func transition(in action: Change.Action) -> String {
        let shown = shownValues
        return switch (shown.old.map(Self.display), shown.new.map(Self.display)) {
        case (nil, nil): "(none)"
        case (nil, let new?): action == .create ? new : "(none) → \(new)"
        case (let old?, nil): "\(old) → (none)"
        case (let old?, let new?): isSensitive ? "\(new), changed" : "\(old) → \(new)"
        }
    }

    /// Longer values are cut.
    private static let longestValue = 120
    private static let digestLength = 71

    /// A digest is told apart by its first digits.
    static func display(_ value: String) -> String {
        var text = UntrustedText.escaping(value)
        if text.utf8.count >= digestLength {
            text.replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/) { "\($0.1)…" }
        }
        guard !text.isEmpty else { return "(empty)" }
        return text.count > longestValue ? text.prefix(longestValue) + "…" : text
    }
}
