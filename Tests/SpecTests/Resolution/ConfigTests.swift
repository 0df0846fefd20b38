import Testing

@testable import Spec

/// Configuration values against the schemas of a server's entry.
@Suite struct ConfigTests {
    private static let schema = """
        image: a
        command: ["{{app.name}}", "{{app.mode}}", "{{app.nested.depth}}"]
        config:
          - name: my.app
            type: object
            properties: { level: { type: integer } }
          - name: app
            description: The app
            type: object
            properties:
              name: { type: string, minLength: 2, maxLength: 5, pattern: "^[a-z]+$" }
              mode: { type: string, enum: [fast, safe], default: safe }
              port: { type: integer, minimum: 1, maximum: 9 }
              share: { type: number, exclusiveMinimum: 0, exclusiveMaximum: 1 }
              list: { type: array, items: { type: string }, minItems: 1, maxItems: 2 }
              any: { anyOf: [ { type: string }, { type: integer } ] }
              one: { oneOf: [ { minimum: 5 }, { maximum: 5 } ], type: integer }
              nested:
                type: object
                properties: { depth: { type: integer, default: 7 } }
                additionalProperties: false
            required: [name, mode]
        """

    private static func lend<Result>(_ config: String, _ body: (ManifestDirectory) throws -> Result) throws -> Result {
        let item = "  - { name: app, ref: \"file://servers/app.yaml\"\(config) }"
        return try ManifestDirectory.lend(["servers/app.yaml": schema, "profiles/dev.yaml": profile(item)], body)
    }

    @Test func defaultsAreInjected() throws {
        let server = try Self.lend(", config: { app: { name: ab } }") { try $0.servers()[0] }
        #expect(server.command == ["ab", "safe", "7"])
        let other = try Self.lend(", config: { app: { name: ab, mode: fast, nested: { depth: 1 } } }") {
            try $0.servers()[0]
        }
        #expect(other.command == ["ab", "fast", "1"])
    }

    @Test(arguments: [
        "name: abcde", "name: ab, port: 9", "name: ab, share: 0.5", "name: ab, list: [a]", "name: ab, any: x",
        "name: ab, any: 3", "name: ab, one: 6", "name: ab, unrelated: 1", "name: ab, port: 2.0",
    ])
    func goodValuesAreAccepted(values: String) throws {
        #expect(try Self.lend(", config: { app: { \(values) } }") { try $0.diagnostics() } == [])
    }

    @Test(
        arguments: [
            (.config, "name: «12»"), (.config, "name: «a»"), (.config, "name: «abcdef»"), (.config, "name: «AB»"),
            (.config, "name: ab, mode: «fats»"), (.config, "name: ab, port: «0»"), (.config, "name: ab, port: «10»"),
            (.config, "name: ab, port: «\"1\"»"), (.config, "name: ab, port: «1.5»"), (.config, "name: ab, share: «1»"),
            (.config, "name: ab, share: «0»"), (.config, "name: ab, list: «[»]"),
            (.config, "name: ab, list: «[»a, b, c]"),
            (.config, "name: ab, list: [a, «1»]"), (.config, "name: ab, any: «[»]"), (.config, "name: ab, one: «5»"),
            (.unknownKey, "name: ab, «prot»: 1"), (.unknownKey, "name: ab, nested: { «other»: 1 }"),
            (.missingConfig, "«»port: 1"),
        ] as [(DiagnosticCode, String)]
    )
    func badValuesArePointedAt(code: DiagnosticCode, values: String) throws {
        let source = MarkedSource(
            profile("  - { name: app, ref: \"file://servers/app.yaml\", config: { app: { \(values) } } }")
        )
        let files = ["servers/app.yaml": Self.schema, "profiles/dev.yaml": source.text]
        let diagnostics = try ManifestDirectory.lend(files) { try $0.diagnostics() }
        #expect(diagnostics.map(\.code) == [code], "\(diagnostics)")
        let expected = try #require(source.location(in: "profiles/dev.yaml"))
        if code != .missingConfig { #expect(diagnostics.first?.location.description == expected.description) }
    }

    @Test func aMissingSectionIsReportedAtTheServer() throws {
        let diagnostics = try Self.lend("") { try $0.diagnostics() }
        #expect(diagnostics.map(\.code) == [.missingConfig])
        #expect(diagnostics.first?.location.description == "profiles/dev.yaml:6:13")
    }

    @Test func anUnknownSectionIsRefused() throws {
        let diagnostics = try Self.lend(", config: { app: { name: ab }, ap: {} }") { try $0.diagnostics() }
        #expect(diagnostics.map(\.code) == [.config])
        #expect(diagnostics.first?.suggestion == "did you mean 'app'?")
    }

    @Test func dotsOfANameAreUnderscoresOfItsSection() throws {
        let diagnostics = try Self.lend(", config: { app: { name: ab }, my_app: { level: x1 } }") {
            try $0.diagnostics()
        }
        #expect(diagnostics.map(\.code) == [.config])
        #expect(diagnostics.first?.message.contains("my_app.level") == true)
    }
}
