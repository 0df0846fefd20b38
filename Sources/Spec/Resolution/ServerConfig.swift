/// The configuration of a server: checked against its entry's schemas, with their defaults.
struct ServerConfig: Sendable {
    /// Sections by name, for templates.
    let values: JSONValue
    let diagnostics: [Diagnostic]

    /// Without an entry there are no schemas, and every value is taken as it is.
    init(_ declaration: ServerDeclaration, entry: ServerEntry?) {
        let config = declaration.config
        var diagnostics: [Diagnostic] = []
        var sections: [String: JSONValue] = [:]
        for section in config?.entries ?? [] { sections[section.key] = JSONValue(section.value) }
        let schemas = (entry?.config ?? []).compactMap { ConfigSchema($0, &diagnostics) }
        for schema in schemas {
            let owner = config?.location ?? declaration.name.location
            diagnostics += schema.mistakes(in: config?[schema.section], owner: owner)
            sections[schema.section] = schema.completed(sections[schema.section])
        }
        if let entry {
            let known = Self.templateSections(entry, declaration).union(schemas.map(\.section))
            let unknown = (config?.entries ?? []).filter { !known.contains($0.key) }
            diagnostics += unknown.map { .unknownSection($0, known: known.sorted()) }
        }
        values = .object(sections)
        self.diagnostics = diagnostics
    }

    /// The sections that templates ask for; a template that cannot be read is reported when it is rendered.
    private static func templateSections(_ entry: ServerEntry, _ declaration: ServerDeclaration) -> Set<String> {
        let texts =
            entry.command + entry.volumes + entry.environment.map(\.value) + [entry.user].compactMap { $0 }
            + (declaration.command?.value ?? []) + declaration.environment.map(\.value)
        return texts.reduce(into: []) { sections, text in
            if let template = try? Template(text.value) { sections.formUnion(template.sections) }
        }
    }
}

extension Diagnostic {
    fileprivate static func unknownSection(_ section: YAMLNode.Entry, known: [String]) -> Self {
        let nearest = known.nearest(to: section.key).map { "did you mean '\($0)'?" }
        let all = known.isEmpty ? "the server takes no configuration" : "sections: \(known.joined(separator: ", "))"
        return Self(
            .config,
            "the server has no configuration section '\(section.key)'",
            at: section.keyLocation,
            suggestion: nearest ?? all
        )
    }
}
