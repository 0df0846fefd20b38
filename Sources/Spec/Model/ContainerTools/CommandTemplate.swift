/// One element of a container tool's command.
struct CommandTemplate: Hashable, Sendable {
    let template: Template
    /// Whether a program would take what begins with '-' as an option, and nobody said that it may be one.
    let refusesOptions: Bool

    /// Elements of the command; none if the value of a lone placeholder is not there.
    func items(_ values: JSONValue) throws(ToolArgumentProblem) -> [String] {
        let items = try render { () throws(TemplateProblem) in try template.arguments(values) }
        for item in items {
            guard !item.utf8.contains(0) else { throw ToolArgumentProblem("an argument has a NUL character in it") }
            guard refusesOptions, item.hasPrefix("-"), !Self.isNumber(template.leadingValue(values)) else { continue }
            throw ToolArgumentProblem("'\(item)' begins with '-', which the program could take as an option")
        }
        return items
    }

    private static func isNumber(_ value: JSONValue?) -> Bool {
        switch value {
        case .integer, .number: true
        case .array(let elements): elements.allSatisfy(isNumber)
        case .null, .boolean, .string, .object, nil: false
        }
    }
}
