extension DiagnosticReport {
    /// The report as SARIF 2.1.0, which code scanning services read, with the version of the program.
    package func sarif(version: String) -> String {
        let codes = Set(diagnostics.map(\.code)).sorted { $0.rawValue < $1.rawValue }
        let rules = codes.map { code in
            JSONValue.object([
                "id": .string(code.rawValue), "name": .string(code.ruleName ?? "\(code)"),
                "shortDescription": ["text": .string(code.explanation)],
            ])
        }
        let results = diagnostics.map { diagnostic in
            diagnostic.sarif(ruleIndex: codes.firstIndex(of: diagnostic.code) ?? 0)
        }
        let document: JSONValue = [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": [
                        "driver": ["name": "mcp-reconcile", "version": .string(version), "rules": .array(rules)]
                    ],
                    "columnKind": "unicodeCodePoints",
                    "results": .array(results),
                ]
            ],
        ]
        return document.prettyText + "\n"
    }
}

extension Diagnostic {
    fileprivate func sarif(ruleIndex: Int) -> JSONValue {
        let text = UntrustedText.escaping(message + (suggestion.map { ": \($0)" } ?? ""))
        var result: [String: JSONValue] = [
            "ruleId": .string(code.rawValue), "ruleIndex": .integer(Int64(ruleIndex)),
            "level": .string(severity.rawValue), "message": ["text": .string(text)],
            "locations": [location.sarif],
        ]
        if let related {
            var place = related.location.sarif
            if case .object(var members) = place {
                members["message"] = ["text": .string(UntrustedText.escaping(related.message))]
                place = .object(members)
            }
            result["relatedLocations"] = [place]
        }
        if let replacement {
            let change: JSONValue = [
                "deletedRegion": location.region, "insertedContent": ["text": .string(replacement)],
            ]
            result["fixes"] = [
                ["artifactChanges": [["artifactLocation": location.artifact, "replacements": [change]]]]
            ]
        }
        return .object(result)
    }
}

extension SourceLocation {
    fileprivate var artifact: JSONValue { ["uri": .string(Self.uri(file))] }

    fileprivate var region: JSONValue {
        [
            "startLine": .integer(Int64(line)), "startColumn": .integer(Int64(column)),
            "endColumn": .integer(Int64(column + length)),
        ]
    }

    fileprivate var sarif: JSONValue { ["physicalLocation": ["artifactLocation": artifact, "region": region]] }

    /// A path as a relative URI (RFC 3986, section 2).
    private static func uri(_ path: String) -> String {
        path.utf8.reduce(into: "") { uri, byte in
            let character = Character(Unicode.Scalar(byte))
            let isPlain = byte < 0x80 && (character.isLetter || character.isNumber || "-._~/".contains(character))
            let digits = String(byte, radix: 16, uppercase: true)
            uri += isPlain ? String(character) : "%" + (digits.count == 1 ? "0" : "") + digits
        }
    }
}
