import Spec

extension Plan {
    /// The plan as people read it, without anything that has no consequence.
    ///
    /// Text that came from elsewhere is escaped: the result steers no terminal, whatever servers are called.
    package func terminalText(_ style: TerminalStyle = .plain) -> String {
        let shown = changes.filter { $0.action != .keep }
        var page = TerminalPage(style)
        writeHead(shown, on: &page)
        let consents = consents
        var needed: [ServerAddress: [Consent]] = [:]
        for consent in consents {
            for address in consent.addresses { needed[address, default: []].append(consent) }
        }
        for change in shown {
            change.write(on: &page, consents: needed[change.address] ?? [])
            page.blank()
        }
        for gateway in gateways {
            gateway.write(on: &page)
            page.blank()
        }
        for surface in surfaces where surface.write(on: &page, beside: changes) { page.blank() }
        writeFoot(on: &page, consents)
        return page.text
    }

    /// The width of the labels at the left edge.
    static let labelColumn = 8

    private func writeHead(_ shown: [Change], on page: inout TerminalPage) {
        var origins: [(String, String)] = []
        if let sourcePhrase { origins.append(("Source", sourcePhrase + (verificationPhrase ?? ""))) }
        if let targetPhrase { origins.append(("Target", targetPhrase)) }
        if source != nil { origins.append(("Profile", profilePhrase)) }
        guard !origins.isEmpty || !shown.isEmpty || scope.isPartial else { return }
        if let first = origins.first {
            let rest = origins.dropFirst().map { "   \($0.0)  \(UntrustedText.escaping($0.1))" }.joined()
            let text = UntrustedText.escaping(first.1) + rest
            page.row(indent: 0, label: InkedText(first.0), column: Self.labelColumn, InkedText(text))
        }
        if scope.isPartial {
            let text = "partial: \(UntrustedText.escaping(scope.phrase)); nothing is removed"
            page.row(indent: 0, label: "Scope", column: Self.labelColumn, InkedText(text, .yellow))
        }
        if !shown.isEmpty {
            page.row(indent: 0, label: "Legend", column: Self.labelColumn, legend(of: shown))
        }
        page.blank()
    }

    /// Only the symbols that are used.
    private func legend(of shown: [Change]) -> InkedText {
        let used = Set(shown.map(\.action))
        var legend = InkedText("")
        for (index, action) in Change.Action.allCases.filter(used.contains).enumerated() {
            if index > 0 { legend += "  " }
            legend += InkedText(action.symbol, action.ink) + InkedText(" \(action.meaning)")
        }
        return legend
    }

    private func writeFoot(on page: inout TerminalPage, _ consents: [Consent]) {
        for line in driftLines {
            page.row(indent: 0, label: "Drift", column: Self.labelColumn, InkedText(line))
        }
        for consent in consents {
            let text =
                InkedText("⚠ ", .yellow) + InkedText("\(consent.phrase): needs ") + InkedText(consent.flag, .yellow)
            page.row(indent: 0, label: "Consent", column: Self.labelColumn, text)
        }
        let digest = hasChanges ? "  Digest \(digest)" : ""
        page.row(indent: 0, label: "Plan", column: Self.labelColumn, InkedText(summarySentence + digest))
    }

    /// Drift that the plan reverts is a reason of its change already; what it leaves or makes pointless is counted.
    private var driftLines: [String] {
        drift.filter { $0.outcome != .revert }.map { finding in
            "\(finding.address): \(finding.phrase) → \(finding.outcome.phrase)"
        }
    }
}

extension Change.Action {
    var ink: Ink {
        switch self {
        case .create: .green
        case .replace, .start, .update: .yellow
        case .remove, .refuse: .red
        case .keep: .cyan
        }
    }
}

extension ToolVerdict {
    var ink: Ink {
        switch self {
        case .breaking: .red
        case .additive: .yellow
        case .cosmetic: .faint
        }
    }
}
