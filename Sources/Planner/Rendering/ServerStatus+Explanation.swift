import Spec

extension ServerStatus {
    /// What runs of the server, in the lines that follow what the manifests say of it; for people.
    package var explanation: String {
        var rows: [(String, String)] = []
        if let container {
            rows.append(("container", "\(container.name), \(container.state.rawValue)"))
            rows.append(("made from", UntrustedText.escaping(container.revision?.description ?? "files, no commit")))
            rows.append(("spec", specPhrase(container.spec)))
        } else if word != .remote, drift(.source) != nil {
            rows.append(("container", "none"))
        }
        if let refusal { rows.append(("refused", refusal)) }
        if let served {
            let reason = served.reason.map { ": it " + UntrustedText.escaping($0) } ?? ""
            let tools = served.tools == 1 ? "1 tool" : "\(served.tools) tools"
            rows.append(("gateway", "\(served.state.rawValue), \(tools)\(reason)"))
        }
        rows += drifted.filter { $0.reason != "NotApplied" }.map { ("drift", "\($0.kind.rawValue): \($0.message)") }
        return rows.map { label, value in
            "  " + label + String(repeating: " ", count: max(1, Self.labelWidth - label.count)) + value + "\n"
        }
        .joined()
    }

    /// As wide as the labels of ``ServerExplanation``.
    private static let labelWidth = 13

    private func specPhrase(_ applied: SpecHash) -> String {
        guard let spec else { return "\(applied.short); what is wanted is known once the image is on the engine" }
        return spec == applied ? "\(applied.short), as wanted" : "\(applied.short), and \(spec.short) is wanted"
    }
}
