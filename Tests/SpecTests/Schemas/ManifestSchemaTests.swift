import Foundation
import Testing

@testable import Spec

@Suite struct ManifestSchemaTests {
    /// `schemas/` of the package.
    private static let directory = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("schemas")

    /// With `RECORD_SCHEMAS` in the environment the files are written, and the test fails so that nobody leaves it on.
    @Test(arguments: ManifestSchema.allCases)
    func theCommittedSchemaIsTheGeneratedOne(schema: ManifestSchema) throws {
        let file = Self.directory.appendingPathComponent(schema.fileName)
        if ProcessInfo.processInfo.environment["RECORD_SCHEMAS"] != nil {
            try Data(schema.json.utf8).write(to: file)
            Issue.record("recorded \(schema.fileName)")
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == schema.json, "run with RECORD_SCHEMAS=1 once")
    }

    @Test(arguments: ManifestSchema.allCases)
    func schemasAreJSONOfDraft07(schema: ManifestSchema) throws {
        let object = try JSONSerialization.jsonObject(with: Data(schema.json.utf8)) as? [String: Any]
        #expect(object?["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
        #expect(schema.json.hasSuffix("}\n"))
    }

    @Test(arguments: ManifestSchema.allCases, UInt64(1)...600)
    func schemaAndDecoderAgree(schema: ManifestSchema, seed: UInt64) throws {
        var generator = DocumentGenerator(seed: seed, mistakeRate: [0, 8, 25, 60][Int(seed % 4)])
        let value = generator.value(for: schema.document)
        let document = YAMLDocument(bytes: Array(value.prettyText.utf8), file: "a.yaml")
        try #require(document.diagnostics.isEmpty, "\(document.diagnostics)")
        let root = try #require(document.root)
        let accepted = try SchemaValidator().accepts(value, schema.document)
        let mistakes = schema.mistakes(in: root)
        #expect(accepted == mistakes.isEmpty, "seed \(seed): \(mistakes)\n\(value.prettyText)")
    }

    /// The property above would hold for a generator that never errs, or always does.
    @Test(arguments: ManifestSchema.allCases)
    func bothAnswersAreCommon(schema: ManifestSchema) throws {
        let answers = try (UInt64(1)...600).map { seed in
            var generator = DocumentGenerator(seed: seed, mistakeRate: [0, 8, 25, 60][Int(seed % 4)])
            return try SchemaValidator().accepts(generator.value(for: schema.document), schema.document)
        }
        #expect(answers.count(where: { $0 }) > 60)
        #expect(answers.count(where: { !$0 }) > 60)
    }
}

extension ManifestSchema {
    /// What the decoder alone finds wrong.
    fileprivate func mistakes(in root: YAMLNode) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        switch self {
        case .profile: _ = ProfileDeclaration.format.read(root, &diagnostics)
        case .repository: _ = RepositoryDeclaration.format.read(root, &diagnostics)
        case .server: _ = ServerEntry.format.read(root, &diagnostics)
        case .lock: _ = LockDeclaration.format.read(root, &diagnostics)
        case .environment: _ = EnvironmentDeclaration.format.read(root, &diagnostics)
        }
        return diagnostics
    }
}
