/// Renders the templates of one server, and collects what is wrong with them.
struct ServerRendering {
    private let config: JSONValue
    private(set) var variables: [String: String] = [:]
    private(set) var places: [String: SourceLocation] = [:]
    private(set) var diagnostics: [Diagnostic] = []

    init(config: JSONValue) {
        self.config = config
    }

    /// Adds a variable of a server's entry, which is left out when its value is empty (the reference does so).
    mutating func add(entryVariable variable: Named<Located<String>>) {
        if let value = render(variable.value) {
            variables[variable.name] = value.isEmpty ? nil : value
            places[variable.name] = variable.value.location
        }
    }

    /// Adds a variable of a profile, which replaces the entry's; an empty value is a value.
    mutating func add(profileVariable variable: Named<Located<String>>) {
        if let value = render(variable.value) {
            variables[variable.name] = value
            places[variable.name] = variable.value.location
        }
    }

    /// Text with templates, or else with variables of the environment so far: never both, as in the reference.
    private mutating func render(_ text: Located<String>) -> String? {
        let rendered = Result { () throws(TemplateProblem) in
            Template.isNeeded(for: text.value)
                ? try Template(text.value).text(config)
                : try VariableExpansion(variables: variables).expand(text.value)
        }
        return value(of: rendered, at: text.location)
    }

    /// Text in which only templates count.
    mutating func text(_ text: Located<String>) -> String? {
        let rendered = Result { () throws(TemplateProblem) in try Template(text.value).text(config) }
        return value(of: rendered, at: text.location)
    }

    /// One or several texts in which only templates count.
    mutating func items(_ text: Located<String>) -> [String] {
        let rendered = Result { () throws(TemplateProblem) in try Template(text.value).items(config) }
        return value(of: rendered, at: text.location) ?? []
    }

    /// Arguments: first templates, then variables of this server's environment, never of ours.
    mutating func arguments(_ items: [Located<String>]) -> [String] {
        let expansion = VariableExpansion(variables: variables)
        return items.flatMap { item in
            self.items(item).compactMap { text in
                value(of: Result { () throws(TemplateProblem) in try expansion.expand(text) }, at: item.location)
            }
        }
    }

    private mutating func value<Value>(
        of rendered: Result<Value, TemplateProblem>,
        at location: SourceLocation
    ) -> Value? {
        switch rendered {
        case .success(let value): return value
        case .failure(let problem):
            diagnostics.append(Diagnostic(problem.code, problem.message, at: location, suggestion: problem.help))
            return nil
        }
    }
}
