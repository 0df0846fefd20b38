/// A JSON value.
///
/// Equality is that of JSON Schema 2020-12 core §4.2.2: `1.0` equals `1`, member order has no meaning.
enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    indirect case number(JSONNumber)
    case string(JSONText)
    case array([JSONValue])
    case object(JSONObject)

    var type: JSONType {
        switch self {
        case .null: .null
        case .boolean: .boolean
        case .number(let number): number.isInteger ? .integer : .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }

    /// The text of a string, nil for everything else.
    var text: String? {
        guard case .string(let string) = self else { return nil }
        return string.text
    }

    /// The value at `name` of an object or, as a decimal index, of an array (RFC 6901 §4).
    func child(_ name: String) -> JSONValue? {
        switch self {
        case .object(let object): object[name]
        case .array(let items):
            Int(name).flatMap { items.indices.contains($0) && String($0) == name ? items[$0] : nil }
        case .null, .boolean, .number, .string: nil
        }
    }
}

/// The names of `type`.
///
/// A whole number has type `integer`, which `number` includes.
enum JSONType: String, Hashable, Sendable {
    case null, boolean, integer, number, string, array, object

    func includes(_ other: JSONType) -> Bool {
        self == other || (self == .number && other == .integer)
    }
}
