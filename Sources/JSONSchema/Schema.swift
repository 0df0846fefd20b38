/// A JSON Schema (2020-12, and drafts 4 to 2019-09 where `$schema` names one), compiled once to validate many instances.
///
/// Knows every keyword of the core, applicator, validation and unevaluated vocabularies; `format` and the content
/// keywords are annotations. Nothing is ever fetched: a `$ref` that leaves the document is an error.
package struct Schema: Sendable {
    private let compiled: CompiledSchema
    private let limits: Limits

    /// Compiles a schema document.
    package init(_ json: some Collection<UInt8>, limits: Limits = Limits()) throws(SchemaError) {
        guard json.count <= limits.schemaBytes else {
            throw SchemaError("the schema is larger than \(limits.schemaBytes) bytes", at: "")
        }
        let value = try Self.parse(Array(json), nesting: limits.nesting)
        let name = value.child("$schema")?.text
        var warnings: [String] = []
        let draft = Draft(name)
        if draft == nil, let name {
            warnings.append("/$schema: '\(Excerpt(name))' is not a known dialect; read as 2020-12")
        }
        let document = try SchemaDocument(value, draft: draft ?? .draft2020, limits: limits)
        compiled = try SchemaCompiler.compile(document, limits: limits, warnings: warnings)
        self.limits = limits
    }

    /// What the schema asks for that will not be checked, such as regular expressions that are not understood.
    package var warnings: [String] { compiled.warnings }

    /// How `instance`, a JSON text, breaks the schema; empty if it is valid.
    ///
    /// Reports at most `limits.violations`. A text that is not JSON, and a validation that would cost more than the
    /// limits allow, give a single violation that says so.
    package func violations(of instance: UnsafeRawBufferPointer) -> [Violation] {
        do throws(JSONParser.Failure) {
            let value = try JSONParser.parse(instance, nesting: limits.nesting)
            var evaluation = Evaluation(compiled, limits: limits)
            return evaluation.violations(of: value)
        } catch {
            let message = "is not valid JSON at byte \(error.offset): \(error.reason)"
            return [Violation(instanceLocation: "", keywordLocation: "", message: message)]
        }
    }

    private static func parse(_ bytes: [UInt8], nesting: Int) throws(SchemaError) -> JSONValue {
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(JSONParser.Failure) in try JSONParser.parse(bytes, nesting: nesting) }
        }
        do throws(JSONParser.Failure) {
            return try result.get()
        } catch {
            throw SchemaError("the schema is not valid JSON at byte \(error.offset): \(error.reason)", at: "")
        }
    }
}
