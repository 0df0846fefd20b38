/// A subschema within its document.
struct SchemaPlace: Sendable {
    /// JSON pointer from the root of the document.
    let location: String
    let value: JSONValue
    /// The schema resource it belongs to: an index of `SchemaDocument.resources`.
    let resource: Int

    /// The longest location; a schema that needs longer ones is refused, since every subschema keeps its own.
    static let longestLocation = 2048

    /// The location of `name` within the value at `location`.
    static func location(of name: String, in location: String) -> String {
        location + "/" + escaped(name)
    }

    /// A reference token of RFC 6901 §3.
    static func escaped(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return name }
        var result = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": result += "~0"
            case "/": result += "~1"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The reverse of `escaped(_:)`.
    static func unescaped(_ token: Substring) -> String {
        guard token.utf8.contains(UInt8(ascii: "~")) else { return String(token) }
        var result = ""
        var afterTilde = false
        for scalar in token.unicodeScalars {
            switch (afterTilde, scalar) {
            case (true, "0"): result += "~"
            case (true, "1"): result += "/"
            case (true, _): result += "~\(scalar)"
            case (false, "~"): break
            case (false, _): result.unicodeScalars.append(scalar)
            }
            afterTilde = !afterTilde && scalar == "~"
        }
        return result
    }
}
