import Testing

@testable import Spec

@Suite struct UntrustedTextTests {
    @Test(arguments: [
        ("\u{1B}[31mred", #"\u{1B}[31mred"#),
        ("a\nb\r\tc", #"a\nb\r\tc"#),
        ("\u{9B}31m", #"\u{9B}31m"#),
        ("safe\u{202E}exe.txt", #"safe\u{202E}exe.txt"#),
        ("\u{2066}x\u{2069}", #"\u{2066}x\u{2069}"#),
        ("zero\u{200B}width\u{FEFF}", #"zero\u{200B}width\u{FEFF}"#),
        ("tag\u{E0041}\u{E007F}", #"tag\u{E0041}\u{E007F}"#),
        ("vs\u{FE0F}\u{E0100}", #"vs\u{FE0F}\u{E0100}"#),
        ("nul\u{0}del\u{7F}", #"nul\u{0}del\u{7F}"#),
    ])
    func steeringCharactersAreSpelledOut(text: String, shown: String) {
        #expect(UntrustedText.escaping(text) == shown)
    }

    @Test(arguments: ["", "plain", "ünïcödé 日本語 עברית", "a\"b'c\\d"])
    func ordinaryTextStays(text: String) {
        #expect(UntrustedText.escaping(text) == text)
    }

    @Test func blocksKeepTheirLines() {
        #expect(UntrustedText.escapingLines("a\tb\n\u{1B}c\n") == "a    b\n\\u{1B}c\n")
    }

    @Test func escapingTwiceChangesNothingMore() {
        for value in UInt32(0)...0x3000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let once = UntrustedText.escaping(String(scalar))
            #expect(UntrustedText.escaping(once) == once)
            #expect(!once.unicodeScalars.contains(where: UntrustedText.isUnsafe))
        }
    }
}
