import Spec

extension Change {
    /// The address and its place, then reasons and attributes in two columns.
    func terminalText(_ ink: Ink) -> String {
        let place = declaredAt.map { "   \(UntrustedText.escaping($0.description))" } ?? ""
        var rows = reasons.map { ("because", UntrustedText.escaping($0.sentence)) }
        rows += attributes.map { $0.row(of: action) }
        let width = min(rows.map(\.0.count).max() ?? 0, Self.widestLabel)
        let lines = rows.map { label, text in
            "      " + label + String(repeating: " ", count: max(0, width - label.count)) + "  " + text
        }
        return (["  \(ink.symbol(action)) \(address)\(place)"] + lines).joined(separator: "\n")
    }

    /// A longer label pushes its own value aside, and not those of all others.
    private static let widestLabel = 28
}

extension AttributeChange {
    fileprivate func row(of action: Change.Action) -> (String, String) {
        let place = location.map { "   \(UntrustedText.escaping($0.description))" } ?? ""
        return (UntrustedText.escaping(path.text), transition(in: action) + place)
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

    /// A digest is told apart by its first digits.
    private static func display(_ value: String) -> String {
        let text = UntrustedText.escaping(value).replacing(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/) { "\($0.1)…" }
        guard !text.isEmpty else { return "(empty)" }
        return text.count > longestValue ? text.prefix(longestValue) + "…" : text
    }
}
