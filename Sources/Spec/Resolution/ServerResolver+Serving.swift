extension ServerResolver {
    /// How a server is shown that no container is gated for.
    mutating func serving(of entry: ServerEntry) -> ServingPolicy {
        var serving = ServingPolicy(
            name: declaration.name.value,
            isolation: .shared,
            tools: toolPolicy,
            prefix: prefix(of: entry),
            timeouts: declaration.timeouts
        )
        serving.protocolChoice = declaration.protocolChoice
        serving.lockPolicy = declaration.lockPolicy
        return serving
    }

    var toolPolicy: ToolPolicy {
        mutating get {
            guard let tools = declaration.tools else { return ToolPolicy(allow: catalogTools) }
            let exposed = RepeatedNames(tools.rename.map { ($0.value.value, $0.value.location) })
            diagnostics += exposed.diagnostics(.duplicateName, "the exposed name")
            let names = Dictionary(tools.rename.map { ($0.name, $0.value.value) }) { first, _ in first }
            let texts = Dictionary(tools.descriptions.map { ($0.name, $0.value.value) }) { first, _ in first }
            return ToolPolicy(
                allow: tools.allow ?? catalogTools,
                deny: tools.deny,
                rename: names,
                descriptions: texts,
                isReadOnly: tools.isReadOnly
            )
        }
    }

    mutating func prefix(of entry: ServerEntry?) -> String? {
        guard let prefix = entry?.prefix, !prefix.value.isEmpty else { return nil }
        guard TextRule.toolName.accepts(prefix.value) else {
            let message = "'\(prefix.value)' is no prefix of tool names"
            diagnostics.append(Diagnostic(.badValue, message, at: prefix.location, suggestion: TextRule.toolName.hint))
            return nil
        }
        return prefix.value
    }

    var warm: Int {
        mutating get {
            guard let warm = declaration.warm else { return ServingPolicy.standardWarm }
            if declaration.isolation?.value ?? .shared == .shared {
                let message = "'warm' has no meaning for a server that all clients share"
                let help = "add 'isolation: session' or 'isolation: call', or remove it"
                diagnostics.append(Diagnostic(.badValue, message, at: warm.location, suggestion: help))
            }
            return Int(warm.value)
        }
    }
}
