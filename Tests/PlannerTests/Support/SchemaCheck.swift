/// Checks values against the part of JSON Schema draft-07 that `plan.schema.json` uses; an unknown keyword is a
/// complaint too, so that nothing in the schema is without effect.
struct SchemaCheck {
    let root: JSONValue
    /// Other schemas by their file names, which references may lead into.
    var others: [String: JSONValue] = [:]

    /// Every way in which a value is not as the schema says, each with its path; empty if there is none.
    func complaints(about value: JSONValue) -> [String] { complaints(value, root, at: "$") }

    private func complaints(_ value: JSONValue, _ schema: JSONValue, at path: String) -> [String] {
        guard case .object(let keywords) = schema else { return ["\(path): no schema"] }
        return keywords.sorted { $0.key < $1.key }.flatMap { keyword, argument in
            switch keyword {
            case "$schema", "$id", "title", "description", "definitions": [String]()
            case "$ref": referred(value, argument.text ?? "", at: path)
            case "type": isType(value, argument.text) ? [] : ["\(path): not of type \(argument.text ?? "?")"]
            case "enum": argument.elements.contains(value) ? [] : ["\(path): not one of the values"]
            case "const": argument == value ? [] : ["\(path): not the value"]
            case "minimum": isAtLeast(value, argument) ? [] : ["\(path): too small"]
            case "pattern": matches(value, argument) ? [] : ["\(path): not as the pattern says"]
            case "items": items(value, argument, at: path)
            case "required": missing(value, argument, at: path)
            case "properties": properties(value, argument, at: path)
            case "additionalProperties": additional(value, schema["properties"], at: path)
            default: ["\(path): keyword \(keyword) is not checked"]
            }
        }
    }

    /// Follows `file#/name/name`; within another file references are that file's.
    private func referred(_ value: JSONValue, _ reference: String, at path: String) -> [String] {
        let parts = reference.split(separator: "#/", omittingEmptySubsequences: false)
        let file = parts.first.map(String.init) ?? ""
        let check = file.isEmpty ? self : SchemaCheck(root: others[file] ?? .null, others: others)
        let names = parts.dropFirst().joined().split(separator: "/").map(String.init)
        let schema = names.reduce(check.root) { $0[$1] ?? .null }
        return check.complaints(value, schema, at: path)
    }

    private func isType(_ value: JSONValue, _ type: String?) -> Bool {
        switch value {
        case .null: type == "null"
        case .boolean: type == "boolean"
        case .number(let number): type == "number" || type == "integer" && number == number.rounded()
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }

    private func isAtLeast(_ value: JSONValue, _ minimum: JSONValue) -> Bool {
        guard case .number(let number) = value, case .number(let minimum) = minimum else { return true }
        return number >= minimum
    }

    private func matches(_ value: JSONValue, _ pattern: JSONValue) -> Bool {
        guard let text = value.text, let regex = pattern.text.flatMap({ try? Regex($0) }) else { return false }
        return text.firstMatch(of: regex) != nil
    }

    private func items(_ value: JSONValue, _ schema: JSONValue, at path: String) -> [String] {
        value.elements.enumerated().flatMap { complaints($1, schema, at: "\(path)[\($0)]") }
    }

    private func missing(_ value: JSONValue, _ names: JSONValue, at path: String) -> [String] {
        names.elements.compactMap(\.text).filter { value[$0] == nil }.map { "\(path): no \($0)" }
    }

    private func properties(_ value: JSONValue, _ schemas: JSONValue, at path: String) -> [String] {
        guard case .object(let members) = value else { return [] }
        return members.sorted { $0.key < $1.key }.flatMap { name, member in
            schemas[name].map { complaints(member, $0, at: "\(path).\(name)") } ?? []
        }
    }

    private func additional(_ value: JSONValue, _ known: JSONValue?, at path: String) -> [String] {
        guard case .object(let members) = value else { return [] }
        return members.keys.sorted().filter { known?[$0] == nil }.map { "\(path): \($0) is not in the schema" }
    }
}
