import Testing

@testable import Spec

/// Mappings are read to their end, whatever is wrong with their beginning.
@Suite struct ObjectFormatTests {
    private struct Inner: Equatable, Sendable {
        let name: String
        let count: Int64
        let isOn: Bool
    }

    private struct Outer: Equatable, Sendable {
        let first: Inner
        let second: Inner?
    }

    private static let inner = Format<Inner>.object(
        .required("name", .string, "A name."),
        .required("count", Format<Int64>.integer(in: 1...9), "A number."),
        .optional("isOn", .boolean, default: true, "A truth value."),
        build: Inner.init
    )

    private static let outer = Format<Outer>.object(
        .required("first", inner, "One."),
        .optional("second", inner, "Another one."),
        build: Outer.init
    )

    private func read(_ text: String) throws -> (value: Outer?, found: [String]) {
        let root = try #require(YAMLDocument(bytes: Array(text.utf8), file: "a.yaml").root)
        var diagnostics = [Diagnostic(.emptyDocument, "from before", at: root.location)]
        let value = Self.outer.read(root, &diagnostics)
        #expect(diagnostics.first?.message == "from before")
        return (value, diagnostics.dropFirst().map { "\($0.location.line):\($0.code)" })
    }

    @Test func whatIsNotSaidHasItsDefault() throws {
        let (value, found) = try read("first: { name: a, count: 3 }")
        #expect(value == Outer(first: Inner(name: "a", count: 3, isOn: true), second: nil))
        #expect(found.isEmpty)
    }

    @Test(arguments: [
        ("first:\n  isOn: 3\n", ["2:missingKey", "2:missingKey", "2:wrongType"]),
        ("first:\n  count: 12\n  isOn: 3\n", ["2:missingKey", "2:badValue", "3:wrongType"]),
        ("second:\n  count: 12\n", ["1:missingKey", "2:missingKey", "2:badValue"]),
        ("first:\n  name: a\nsecond:\n  name: 1\n  count: 2\n", ["2:missingKey", "4:wrongType"]),
        ("first:\n  nam: a\nsecond: 4\n", ["2:unknownKey", "2:missingKey", "2:missingKey", "3:wrongType"]),
    ])
    func everyMistakeIsToldOnce(text: String, mistakes: [String]) throws {
        let (value, found) = try read(text)
        #expect(value == nil)
        #expect(found == mistakes)
    }
}
