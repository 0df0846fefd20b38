@testable import Spec

/// The part of JSON Schema draft-07 that the committed schemas use, written apart from the decoder.
struct SchemaValidator {
    /// An unknown keyword ends the test: a validator that skips it would prove nothing.
    struct UnknownKeyword: Error {
        let name: String
    }

    func accepts(_ value: JSONValue, _ schema: JSONValue) throws -> Bool {
        if case .boolean(let accepts) = schema { return accepts }
        guard case .object(let keywords) = schema else { throw UnknownKeyword(name: "\(schema)") }
        for (keyword, argument) in keywords where try !accepts(value, keyword, argument, among: keywords) {
            return false
        }
        return true
    }

    private func accepts(
        _ value: JSONValue,
        _ keyword: String,
        _ argument: JSONValue,
        among keywords: [String: JSONValue]
    ) throws -> Bool {
        switch keyword {
        case "$schema", "$id", "title", "description": true
        case "type": argument.elements.contains { value.hasType($0.text) }
        case "enum": argument.elements.contains(value)
        case "pattern": try value.string.map { try $0.firstMatch(of: Regex(argument.text)) != nil } ?? true
        case "minimum": value.double.map { $0 >= argument.double ?? 0 } ?? true
        case "maximum": value.double.map { $0 <= argument.double ?? 0 } ?? true
        case "anyOf": try argument.elements.contains { try accepts(value, $0) }
        case "items": try value.list?.allSatisfy { try accepts($0, argument) } ?? true
        case "required":
            value.members.map { members in argument.elements.allSatisfy { members[$0.text] != nil } } ?? true
        case "properties":
            try value.members?.allSatisfy {
                try argument[$0.key].map { [value = $0.value] in try accepts(value, $0) } ?? true
            }
                ?? true
        case "propertyNames": try value.members?.keys.allSatisfy { try accepts(.string($0), argument) } ?? true
        case "additionalProperties":
            try value.members?.allSatisfy { member in
                try keywords["properties"]?[member.key] != nil || accepts(member.value, argument)
            } ?? true
        default: throw UnknownKeyword(name: keyword)
        }
    }
}

extension JSONValue {
    fileprivate var elements: [JSONValue] { list ?? [self] }
    fileprivate var list: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
    fileprivate var members: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }
    fileprivate var string: String? { if case .string(let text) = self { text } else { nil } }
    fileprivate var text: String { string ?? "" }
    fileprivate var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .null, .boolean, .string, .array, .object: nil
        }
    }

    fileprivate func hasType(_ name: String) -> Bool {
        switch (name, self) {
        case ("string", .string), ("boolean", .boolean), ("null", .null), ("array", .array), ("object", .object): true
        case ("number", _): double != nil
        case ("integer", _): double.map { $0 == $0.rounded() } ?? false
        default: false
        }
    }
}
