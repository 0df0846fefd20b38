import ContainerEngine
import Testing

@Suite struct EscapedTextTests {
    @Test(
        arguments: [
            ("plain ä 漢 🙂", "plain ä 漢 🙂"),
            ("\u{1b}[2J\n", "\\u{1b}[2J\\u{a}"),
            ("\u{202e}evil\u{2066}", "\\u{202e}evil\\u{2066}"),
            ("\u{e0041}\u{200b}\u{2028}", "\\u{e0041}\\u{200b}\\u{2028}"),
            ("\u{9b}x\u{7f}", "\\u{9b}x\\u{7f}"),
        ]
    )
    func whatSteersOrHidesIsSpelledOut(text: String, expected: String) {
        #expect(EscapedText(text).description == expected)
    }

    @Test func longTextIsCut() {
        let text = EscapedText(String(repeating: "a", count: 5000)).description
        #expect(text == String(repeating: "a", count: EscapedText.maximumLength) + "…")
    }
}
