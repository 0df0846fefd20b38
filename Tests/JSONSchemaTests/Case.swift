import JSONSchema
import Testing

/// An instance with the verdict that a schema must give.
struct Case: CustomTestStringConvertible, Sendable {
    let schema: String
    let instance: String
    let isValid: Bool

    var testDescription: String { "\(isValid ? "valid" : "invalid"): \(instance) by \(schema)" }

    func check() throws {
        let found = try violations(of: instance, by: schema)
        #expect(found.isEmpty == isValid, "\(found)")
    }
}

/// The cases of one schema.
func cases(_ schema: String, valid: [String] = [], invalid: [String] = []) -> [Case] {
    valid.map { Case(schema: schema, instance: $0, isValid: true) }
        + invalid.map { Case(schema: schema, instance: $0, isValid: false) }
}

func violations(of instance: String, by schema: String, limits: Schema.Limits = Schema.Limits()) throws -> [Violation] {
    try Schema(schema.utf8, limits: limits).violations(of: instance)
}

extension Schema {
    func violations(of instance: String) -> [Violation] {
        Array(instance.utf8).withUnsafeBytes { violations(of: $0) }
    }
}
