import Testing

@testable import Spec

@Suite struct YAMLDocumentTests {
    private static func document(_ text: String, limits: YAMLLimits = .standard) -> YAMLDocument {
        YAMLDocument(bytes: Array(text.utf8), file: "a.yaml", limits: limits)
    }

    /// `«»` marks where the diagnostic points, `‹›` the place it refers to.
    @Test(
        arguments: [
            (.duplicateKey, "‹a›: 1\nb: 2\n«a»: 3\n"),
            (.duplicateKey, "m: { ‹x›: 1, «x»: 2 }\n"),
            (.duplicateKey, "‹a›: 1\n«\"a\"»: 2\n"),
            (.ambiguousScalar, "a: «no»\n"),
            (.ambiguousScalar, "a: [ x, «1:30» ]\n"),
            (.ambiguousScalar, "ä: { b: «0o7» }\n"),
            (.tag, "a: «!!python/object:x 1»\n"),
            (.tag, "a: «!custom» { b: 1 }\n"),
            (.tag, "a: «!!str 1»\n"),
            (.mergeKey, "a: &x { b: 1 }\nc: { «<<»: *x }\n"),
            (.multipleDocuments, "a: 1\n«---»\nb: 2\n"),
            (.aliasBudget, "a: «*nowhere»\n"),
            (.aliasBudget, "a: &x [ «*x» ]\n"),
            (.wrongType, "? «[» a ]\n: 1\n"),
            (.wrongType, "a: {«{»a.b}: x}\n"),
            (.syntax, "a: 1\n«\t»b: 2\n"),
            (.syntax, "a: b«:» c\n"),
            (.syntax, "a: [ 1, 2\nb«:» 3\n"),
            (.syntax, "a: 1\n b«:» 2\n"),
        ] as [(DiagnosticCode, String)]
    )
    func mistakesArePointedAt(code: DiagnosticCode, marked: String) throws {
        let source = MarkedSource(marked)
        let diagnostic = try #require(Self.document(source.text).diagnostics.first, "\(source.text)")
        #expect(diagnostic.code == code, "\(diagnostic)")
        let expected = try #require(source.location(in: "a.yaml"))
        #expect(
            (diagnostic.location.line, diagnostic.location.column) == (expected.line, expected.column),
            "\(diagnostic)"
        )
        if code != .wrongType, code != .tag, code != .syntax, code != .multipleDocuments {
            #expect(diagnostic.location.length == expected.length, "\(diagnostic)")
        }
        #expect(diagnostic.related?.location == source.related(in: "a.yaml"))
        #expect(diagnostic.suggestion != nil, "\(diagnostic)")
    }

    @Test func everyMistakeOfAFileIsReported() {
        let diagnostics = Self.document("a: no\na: 1\nb: !x z\nc: 012\n").diagnostics
        #expect(diagnostics.map(\.code) == [.ambiguousScalar, .duplicateKey, .tag, .ambiguousScalar])
    }

    @Test func quotedTextIsNeverAmbiguous() {
        let document = Self.document("a: \"no\"\nb: 'on'\nc: |\n  yes\nd: >-\n  012\n")
        #expect(document.diagnostics.isEmpty)
        #expect(["a", "b", "c", "d"].map { document.root?[$0]?.string } == ["no", "on", "yes\n", "012"])
    }

    @Test func keysAreTextWhateverTheyLookLike() {
        let document = Self.document("on: 1\ny: 2\n12: 3\ntrue: 4\n")
        #expect(document.diagnostics.isEmpty)
        #expect(document.root?.entries?.map(\.key) == ["on", "y", "12", "true"])
    }

    @Test func aByteOrderMarkIsToleratedAndNotCounted() {
        let document = Self.document("\u{FEFF}a: no\n")
        #expect(
            document.diagnostics.first?.location == Spec.SourceLocation(file: "a.yaml", line: 1, column: 4, length: 2)
        )
    }

    @Test(
        arguments: [
            ([0x61, 0x3A, 0x0A, 0x62, 0x3A, 0x20, 0xFF], 2, 4), ([0xC3, 0x28], 1, 1), ([0x61, 0xED, 0xA0, 0x80], 1, 2),
            ([0xFF, 0xFE, 0x61, 0x00], 1, 1), ([0xC3, 0xA4, 0x0D, 0x0A, 0x0D, 0xF5], 3, 1),
        ] as [([UInt8], Int, Int)]
    )
    func badUTF8IsPlaced(bytes: [UInt8], line: Int, column: Int) throws {
        let diagnostic = try #require(YAMLDocument(bytes: bytes, file: "a.yaml").diagnostics.first)
        #expect(diagnostic.code == .encoding)
        #expect((diagnostic.location.line, diagnostic.location.column) == (line, column))
    }

    @Test(arguments: ["a: «\u{0}»", "a: 1\nb: «\u{1B}»[31m", "«\u{7F}»", "x: y«\u{FEFF}»", "a: «\u{FFFE}»", "«\u{80}»"])
    func controlCharactersAreRefused(marked: String) throws {
        let source = MarkedSource(marked)
        let diagnostic = try #require(Self.document(source.text).diagnostics.first)
        #expect(diagnostic.code == .controlCharacter)
        #expect(diagnostic.points(at: source.location(in: "a.yaml")), "\(diagnostic)")
    }

    @Test func anAliasBombIsRefusedQuickly() {
        var text = "a0: &a0 [ x, x, x, x, x, x, x, x, x, x ]\n"
        for level in 1...30 {
            let repeated = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [ \(repeated) ]\n"
        }
        #expect(Self.document(text).diagnostics.map(\.code) == [.aliasBudget])
    }

    @Test func aLadderOfAliasesCannotNestWithoutBound() {
        var text = "a0: &a0 x\n"
        for level in 1...2_000 { text += "a\(level): &a\(level) [ *a\(level - 1) ]\n" }
        #expect(Self.document(text).diagnostics.map(\.code) == [.nestingDepth])
    }

    @Test func ordinaryAliasesRepeatTheirAnchor() {
        let document = Self.document("a: &x { k: [ 1, 2 ] }\nb: *x\n")
        #expect(document.diagnostics.isEmpty)
        #expect(document.root?["b"] == document.root?["a"])
    }

    @Test(arguments: ["[", "{ a: "])
    func depthIsBounded(opening: String) {
        let text = String(repeating: opening, count: 100_000)
        #expect(Self.document(text).diagnostics.map(\.code) == [.nestingDepth])
    }

    @Test func sizeIsBounded() {
        let text = String(repeating: "# comment\n", count: 200_000)
        #expect(Self.document(text).diagnostics.map(\.code) == [.fileSize])
        let limits = YAMLLimits(fileSize: 8, nodes: 10, depth: 2)
        #expect(Self.document("a: 12345", limits: limits).diagnostics.isEmpty)
        #expect(Self.document("a: 123456", limits: limits).diagnostics.map(\.code) == [.fileSize])
    }

    @Test(arguments: ["", "\n\n", "# only a comment\n", "---\n", "\u{FEFF}"])
    func nothingIsNoMistakeOfTheYAML(text: String) {
        let document = Self.document(text)
        #expect(document.diagnostics.isEmpty)
        #expect(document.root.map { NodeKind(of: $0) } ?? .null == .null)
    }

    @Test func columnsCountCharactersNotBytes() throws {
        let source = MarkedSource("\"日本語\": «off»\n")
        #expect(Self.document(source.text).diagnostics.first?.location == source.location(in: "a.yaml"))
    }

    @Test func jsonIsYAML() {
        let document = Self.document(#"{"a": [1, true, null, "no"], "b": {"c": "\u00e4"}}"#)
        #expect(document.diagnostics.isEmpty)
        #expect(document.root?["b"]?["c"]?.string == "ä")
    }
}
