extension DiagnosticReport {
    /// The report as a JSON document: `format_version`, `valid`, and one object per diagnostic.
    ///
    /// Manifest text is inside JSON strings; characters that steer terminals are written as `\u` escapes.
    package var json: String {
        let document: JSONValue = [
            "format_version": "1.0",
            "valid": .boolean(isValid),
            "diagnostics": .array(diagnostics.map(\.json)),
        ]
        return document.prettyText
    }
}

extension Diagnostic {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "code": .string(code.rawValue),
            "severity": .string(severity.rawValue),
            "message": .string(message),
            "location": location.json,
            "explanation": .string(code.explanation),
        ]
        members["suggestion"] = suggestion.map(JSONValue.string)
        members["rule"] = code.ruleName.map(JSONValue.string)
        members["replacement"] = replacement.map(JSONValue.string)
        members["related"] = related.map { ["message": .string($0.message), "location": $0.location.json] }
        return .object(members)
    }
}

extension SourceLocation {
    fileprivate var json: JSONValue {
        [
            "file": .string(file), "line": .integer(Int64(line)), "column": .integer(Int64(column)),
            "length": .integer(Int64(length)),
        ]
    }
}
