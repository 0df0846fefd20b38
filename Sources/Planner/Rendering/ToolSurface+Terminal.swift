import Spec

extension ToolSurface {
    /// The tools of servers that change, those that are runs of containers, and every name that is not the server's own;
    /// nil if no server changes and no tool is a run.
    func terminalText(beside changes: [Change]) -> String? {
        let moving = changes.filter { $0.address.profile == profile && $0.action != .keep }
        guard !moving.isEmpty || tools.contains(where: { $0.image != nil }),
            !(tools.isEmpty && withheld.isEmpty && undocumented.isEmpty)
        else { return nil }
        let renewed = Set(moving.filter { $0.action != .start }.map(\.address.server))
        let shown = tools.filter { renewed.contains($0.server) || $0.exposedName != $0.name || $0.image != nil }
        let rows = shown.map { ($0.server.text, $0.naming) } + withheld.map { ($0.server.text, $0.withholding) }
        let width = rows.map(\.0.count).max() ?? 0
        var lines = ["Tools   \(profile): \(tools.count) documented"]
        lines += rows.map { "      \($0)" + String(repeating: " ", count: width - $0.count) + "  \($1)" }
        let rest = tools.count - shown.count
        if rest > 0 { lines.append("      and \(rest) of servers that stay as they are") }
        if !undocumented.isEmpty {
            let names = undocumented.map(\.text).joined(separator: ", ")
            lines.append("      those of \(names) are known once they run")
        }
        return lines.joined(separator: "\n")
    }
}

extension ToolSurface.Tool {
    fileprivate var naming: String {
        let (own, exposed) = (UntrustedText.escaping(name), UntrustedText.escaping(exposedName))
        if own == exposed { return own + run }
        return "\(own) → \(exposed)" + (collides ? "   (the name is taken more than once)" : "") + run
    }

    /// A digest is told apart by its first digits.
    private var run: String {
        guard let image else { return "" }
        return "   runs " + UntrustedText.escaping(image).replacing(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/) { "\($0.1)…" }
    }

    fileprivate var withholding: String {
        "\(UntrustedText.escaping(name))   withheld: '\(UntrustedText.escaping(exposedName))' is not unique"
    }
}
