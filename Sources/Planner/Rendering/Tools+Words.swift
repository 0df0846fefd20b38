import Spec

extension ToolDifference {
    /// `+120 tokens`, of those that the listed tools cost a model.
    var tokenPhrase: String { "\(tokenChange < 0 ? "" : "+")\(tokenChange) tokens" }
}

extension ToolDifference.Change {
    /// What changes, on one line and escaped.
    var phrase: String {
        UntrustedText.escaping((details.isEmpty ? kinds : details).joined(separator: "; "))
    }
}

extension ToolOutlook {
    /// What can be said without a comparison.
    var remark: String? {
        switch self {
        case .undocumented: "not documented: known once it runs"
        case .unrecorded(let total, let tokens):
            "\(total) documented, ~\(tokens) tokens; what it had before is not recorded"
        case .difference: nil
        }
    }
}

extension Consent {
    /// What is needed, as a command takes it.
    var flag: String { "--allow \(name)" }

    var phrase: String {
        switch kind {
        case .prune: detail
        case .unprotect(let address): "\(detail), \(address)"
        case .rewind: "goes back: the commit \(UntrustedText.escaping(detail)), which was applied before"
        case .widenTools: "widens what models may call: \(UntrustedText.escaping(detail))"
        }
    }
}

extension DriftFinding {
    /// What was changed; escaped.
    package var phrase: String {
        switch kind {
        case .attributes(let changes):
            changes.map { change in
                let shown = change.shownValues
                let (wanted, live) = (shown.new ?? "(none)", shown.old ?? "(none)")
                return UntrustedText.escaping("\(change.path) \(wanted) → \(live)")
            }
            .joined(separator: ", ")
        case .groups(let groups): "changed: " + groups.map(\.rawValue).joined(separator: ", ")
        case .state(let state): "is \(state.rawValue)"
        case .extra(let count): count == 1 ? "one container too many" : "\(count) containers too many"
        }
    }
}

extension DriftFinding.Outcome {
    var phrase: String {
        switch self {
        case .revert: "will be reverted"
        case .moot: "goes with the replacement"
        case .leave: "not in this plan"
        }
    }
}
