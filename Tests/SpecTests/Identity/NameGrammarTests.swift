import Testing

@testable import Spec

/// What is checked byte by byte against the expressions of the grammars, over texts that are nearly right.
@Suite struct NameGrammarTests {
    private static let rounds = 4_000

    private static func texts(of pieces: [String], _ body: (String) -> Void) {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<rounds {
            let count = Int.random(in: 0...7, using: &random)
            body((0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined())
        }
    }

    @Test func serverNames() {
        let pattern = /[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?/
        Self.texts(of: ["a", "z9", "-", "--", "A", "_", "é", String(repeating: "x", count: 31)]) { text in
            #expect((ServerName(text) != nil) == (text.wholeMatch(of: pattern) != nil), "\(text)")
        }
    }

    @Test func owners() {
        let pattern = /[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}/
        let right = "0123ABCD-0000-4000-8000-00000000abcd"
        #expect(OwnerID(right)?.text == right.lowercased())
        Self.texts(of: ["0123abcd", "-", "-0000", "-40AF", "00000000ABCD", "g", "0"]) { text in
            #expect((OwnerID(text) != nil) == (text.wholeMatch(of: pattern) != nil), "\(text)")
        }
    }

    /// https://github.com/distribution/reference, without upper case in the path.
    @Test func imageReferences() {
        let component = #"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"#
        let domain = #"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]+)?/)?"#
        let tag = #"(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?"#
        let digest = "(?:@sha256:[0-9a-f]{64})?"
        guard let pattern = try? Regex("\(domain)\(component)(?:/\(component))*\(tag)\(digest)") else {
            Issue.record("the expression is wrong")
            return
        }
        let hash = "@sha256:" + String(repeating: "0a", count: 32)
        let marks = ["/", ":", ".", "_", "__", "-", "---", "@"]
        let pieces = marks + ["a", "b1", "A", "host", ":5000/", "localhost/", hash, ""]
        Self.texts(of: pieces) { text in
            #expect((ImageReference(text) != nil) == (text.wholeMatch(of: pattern) != nil), "\(text)")
        }
    }

    @Test func decimalNumbers() {
        let pattern = /[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?/
        Self.texts(of: ["1", "90", ".", "e", "E", "+", "-", "_", "x"]) { text in
            let isNumber = YAMLScalar(plain: text) != .string && !text.isEmpty
            #expect(isNumber == (text.wholeMatch(of: pattern) != nil), "\(text)")
        }
    }

    @Test func namesOfVariablesAndTools() {
        Self.texts(of: ["a", "Z", "0", "_", ".", "-", " ", "ü"]) { text in
            #expect(
                TextRule.variableName.accepts(text) == (text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_.\-]*/) != nil),
                "\(text)"
            )
            #expect(
                TextRule.toolName.accepts(text) == (text.wholeMatch(of: /[A-Za-z0-9_.\-]{1,128}/) != nil),
                "\(text)"
            )
        }
    }

    @Test func sizes() {
        let pattern = /([0-9]+(?:\.[0-9]+)?)\s*(?:([kKmMgGtT])i?)?[bB]?/
        let plain = /[0-9]{1,15}[bB]?|[0-9]{1,6}(?:\.[0-9]{1,6})?[kKmMgGtT]i?[bB]?/
        let marks = [".", " ", "k", "M", "g", "T", "i", "b", "B", "x", "é", "k\u{301}"]
        Self.texts(of: marks + ["1", "2048", "1234567", "0"]) { text in
            let match = text.wholeMatch(of: pattern)
            let size = SizeText(text)
            #expect(size?.number == match.map { String($0.1) }, "\(text)")
            #expect((size.map { $0.exponent > 0 } ?? false) == (match?.2 != nil), "\(text)")
            #expect((size?.isPlain ?? false) == (text.wholeMatch(of: plain) != nil), "\(text)")
        }
    }

    @Test(arguments: [
        ("1b", 1), ("2k", 2 << 10), ("1.5Ki", 1536), ("3MiB", 3 << 20), ("2 Gb", 2 << 30), ("1T", 1 << 40), ("007", 7),
    ])
    func unitsAreOf1024(text: String, bytes: Int64) {
        #expect(ByteCount(text)?.bytes == bytes)
    }

    @Test func durations() {
        let pattern = /(?:[0-9]{1,6}(?:\.[0-9]{1,3})?(?:ms|s|m|h))+/
        Self.texts(of: ["1", "20", "0", ".", ".5", "ms", "s", "m", "h", " ", "1234567", "s\u{301}"]) { text in
            let isOne = text.wholeMatch(of: pattern) != nil && text.contains { "123456789".contains($0) }
            #expect((DurationText(text) != nil) == isOne, "\(text)")
        }
        #expect(DurationText("1h30m0.5s7ms")?.duration == .milliseconds(5_400_507))
    }

    @Test func hashesOfLocks() {
        let right = "sha256:" + String(repeating: "0a", count: 32)
        let wrong = [
            "", "sha256:", right + "0", String(right.dropLast()), right.uppercased(), "sha256:g" + right.dropFirst(8),
        ]
        #expect(LockHash(right)?.text == right)
        for text in wrong { #expect(LockHash(text) == nil, "\(text)") }
    }

    @Test func pathsOfPlaceholders() {
        let pattern = /[A-Za-z0-9_\-]+(?:\.[A-Za-z0-9_\-]+)*/
        Self.texts(of: ["a", "Z9", "_", "-", ".", "..", "é", "$"]) { text in
            let placeholder = try? Placeholder(text[...])
            #expect((placeholder != nil) == (text.wholeMatch(of: pattern) != nil), "\(text)")
            #expect(placeholder.map { $0.path == text.split(separator: ".").map(String.init) } ?? true, "\(text)")
        }
    }

    @Test func numbersThatReadersDifferAbout() {
        let pattern = /[-+]?0o?[0-9_]+|[-+]?0b[01_]+/
        Self.texts(of: ["0", "1", "7", "9", "o", "b", "x", "+", "-", "."]) { text in
            #expect((AmbiguousScalar(plain: text) != nil) == (text.wholeMatch(of: pattern) != nil), "\(text)")
        }
    }

    @Test func numbersOfJSON() {
        let pattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]+)?/
        Self.texts(of: ["0", "1", "25", "-", "+", ".", "e", "E"]) { text in
            var isNumber = true
            do {
                _ = try JSONReader.value(of: Array(text.utf8))
            } catch {
                isNumber = (error as? JSONReader.Problem)?.sentence == "a number is too large"
            }
            #expect(isNumber == (text.wholeMatch(of: pattern) != nil), "\(text)")
        }
    }

    @Test func variables() {
        let pattern = /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/
        let expansion = VariableExpansion(variables: ["A": "1", "A1": "2", "_": "3", "A_": "4", "AA": "5"])
        Self.texts(of: ["$", "{", "}", "A", "1", "_", " ", "\u{301}"]) { text in
            let expanded = text.replacing(pattern) { expansion.variables[String($0.1 ?? $0.2 ?? "")] ?? "?" }
            let result = try? expansion.expand(text)
            #expect((result ?? expanded) == expanded, "\(text.debugDescription)")
            #expect((result == nil) == expanded.contains("?"), "\(text.debugDescription)")
        }
    }

    @Test func serverReferences() {
        let pattern = /(?:docker|file|catalog|https?|oci):\/\/.+/
        Self.texts(of: ["docker", "file", "https", "http", "oci", "://", ":", "/", "a", "\n", "ftp"]) { text in
            #expect(
                TextRule.serverReference.accepts(text) == (text.wholeMatch(of: pattern) != nil),
                "\(text.debugDescription)"
            )
        }
    }
}
