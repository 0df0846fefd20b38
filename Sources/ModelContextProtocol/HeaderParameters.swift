package import NIOCore

/// The arguments of a tool that travel in headers, too, so that intermediaries can decide by them: those whose schema
/// has the annotation `x-mcp-header` (specification 2026-07-28, basic/transports, custom headers).
package struct HeaderParameters: Hashable, Sendable {
    private static let key = "x-mcp-header"

    /// Why a tool with such annotations cannot be called over HTTP.
    package struct Invalid: Error, Hashable, Sendable {
        package let problem: String
    }

    fileprivate struct Parameter: Hashable, Sendable {
        /// The keys that lead to the argument.
        let path: [String]
        /// Of the header field.
        let name: String
        let isInteger: Bool
    }

    private var parameters: [Parameter] = []

    package var isEmpty: Bool { parameters.isEmpty }

    /// No argument travels in a header.
    package init() {}

    /// Reads the annotations of a tool's input schema.
    ///
    /// - Throws: ``Invalid`` for an annotation that the specification does not allow where it stands.
    package init(inputSchema: ByteBuffer) throws(Invalid) {
        // Hardly any schema has one, and looking for the word is cheaper than walking.
        guard inputSchema.contains(Self.key), let schema = try? JSONText(inputSchema) else { return }
        try collect(schema, at: [])
        let names = parameters.map { $0.name.lowercased() }
        guard Set(names).count == names.count else { throw Invalid(problem: "two arguments have one header") }
    }

    /// A path of nil is one that does not lead to a single argument.
    private mutating func collect(_ schema: JSONText, at path: [String]?) throws(Invalid) {
        if let annotation = schema[Self.key] { try add(annotation, schema, at: path) }
        for (keyword, value) in schema.members {
            switch keyword {
            case "properties":
                for (name, property) in value.members { try collect(property, at: path.map { $0 + [name] }) }
            case "patternProperties", "dependentSchemas", "$defs", "definitions":
                for (_, schema) in value.members { try collect(schema, at: nil) }
            case "allOf", "anyOf", "oneOf", "prefixItems":
                for schema in value.elements { try collect(schema, at: nil) }
            case "items", "contains", "unevaluatedItems", "additionalProperties", "propertyNames",
                "unevaluatedProperties", "not", "if", "then", "else", "contentSchema":
                try collect(value, at: nil)
            default: break
            }
        }
    }

    private mutating func add(_ annotation: JSONText, _ schema: JSONText, at path: [String]?) throws(Invalid) {
        guard let path, !path.isEmpty else {
            throw Invalid(problem: "'\(Self.key)' stands where no single argument is described")
        }
        guard let name = annotation.string, !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte) else {
            throw Invalid(problem: "'\(Self.key)' is no name of a header")
        }
        guard let type = schema["type"]?.string, ["string", "integer", "boolean"].contains(type) else {
            throw Invalid(problem: "'\(Self.key)' is on an argument that is no string, integer or boolean")
        }
        parameters.append(Parameter(path: path, name: "Mcp-Param-" + name, isInteger: type == "integer"))
    }

    /// RFC 9110 §5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

// MARK: - Fields and arguments

extension HeaderParameters {
    /// The header fields that go with arguments; an argument that is absent or null has none.
    package func fields(for arguments: JSONText?) -> [(name: String, value: String)] {
        parameters.compactMap { parameter in
            parameter.text(in: arguments).map { (parameter.name, HeaderText.encoding($0)) }
        }
    }

    /// Compares header fields with arguments.
    ///
    /// - Parameters:
    ///   - arguments: Of the call.
    ///   - values: All values of the fields with a name.
    /// - Returns: Why they are not what the arguments say; nil if they are.
    package func mismatch(with arguments: JSONText?, values: (String) -> [String]) -> String? {
        for parameter in parameters {
            let found = values(parameter.name)
            let expected = parameter.text(in: arguments)
            switch (expected, found.first) {
            case (nil, nil): continue
            case (nil, _?): return "the header \(parameter.name) is there, and its argument is not"
            case (_?, nil): return "the header \(parameter.name) is missing"
            case (let expected?, let value?):
                guard found.count == 1, let text = HeaderText.decoding(value), parameter.agrees(text, expected) else {
                    return "the header \(parameter.name) is not what the body says"
                }
            }
        }
        return nil
    }
}

extension HeaderParameters.Parameter {
    /// The argument as its header says it; nil if there is none that a header could say.
    fileprivate func text(in arguments: JSONText?) -> String? {
        var value = arguments
        for key in path { value = value?[key] }
        guard let value, !value.isObject, !value.isArray else { return nil }
        if let string = value.string { return string }
        let text = value.bytes.text(at: 0..<value.bytes.readableBytes)
        return text == "null" ? nil : text
    }

    /// `42` and `42.0` are one integer.
    fileprivate func agrees(_ field: String, _ argument: String) -> Bool {
        if field == argument { return true }
        guard isInteger, let left = Self.integer(field), let right = Self.integer(argument) else { return false }
        return left == right
    }

    /// The digits of a whole number in their one form; nil for any other text.
    private static func integer(_ text: String) -> String? {
        guard let match = text.wholeMatch(of: /(-?)0*([0-9]+?)(?:\.0+)?/) else {
            return Double(text).flatMap { Int64(exactly: $0) }.map(String.init)
        }
        return match.2 == "0" ? "0" : String(match.1 + match.2)
    }
}

extension ByteBuffer {
    fileprivate func contains(_ word: String) -> Bool {
        withUnsafeReadableBytes { bytes in
            let word = Array(word.utf8)
            guard bytes.count >= word.count else { return false }
            return (0...(bytes.count - word.count)).contains { start in
                bytes[start] == word[0] && bytes[start..<(start + word.count)].elementsEqual(word)
            }
        }
    }
}
