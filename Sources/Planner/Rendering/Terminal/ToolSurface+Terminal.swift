import Spec

extension ToolSurface {
    /// How many tools clients will see, those that are runs of containers, and every name that is not the server's own.
    ///
    /// - Returns: False if no server of the profile changes and no tool is a run, so that nothing was written.
    func write(on page: inout TerminalPage, beside changes: [Change]) -> Bool {
        let isMoving = changes.contains { $0.address.profile == profile && $0.action != .keep }
        guard isMoving || tools.contains(where: { $0.image != nil }),
            !(tools.isEmpty && withheld.isEmpty && undocumented.isEmpty)
        else { return false }
        let total = "\(profile): \(tools.count) documented, ~\(tokens) tokens"
        page.row(indent: 0, label: "Tools", column: Plan.labelColumn, InkedText(total))
        let rows =
            tools.filter { $0.exposedName != $0.name || $0.image != nil }.map { ($0.server.text, $0.naming) }
            + withheld.map { ($0.server.text, $0.withholding) }
        let column = (rows.map(\.0.count).max() ?? 0) + TerminalPage.gap
        for (server, text) in rows { page.row(indent: 6, label: InkedText(server), column: column, InkedText(text)) }
        if !undocumented.isEmpty {
            let names = undocumented.map(\.text).joined(separator: ", ")
            page.line(indent: 6, InkedText("those of \(names) are known once they run"))
        }
        return true
    }
}

extension ToolSurface.Tool {
    var naming: String {
        let (own, exposed) = (UntrustedText.escaping(name), UntrustedText.escaping(exposedName))
        if own == exposed { return own + run }
        return "\(own) → \(exposed)" + (collides ? "   (the name is taken more than once)" : "") + run
    }

    /// A digest is told apart by its first digits.
    private var run: String {
        guard let image else { return "" }
        return "   runs " + UntrustedText.escaping(image).replacing(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/) { "\($0.1)…" }
    }

    var withholding: String {
        "\(UntrustedText.escaping(name))   withheld: '\(UntrustedText.escaping(exposedName))' is not unique"
    }
}
