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
