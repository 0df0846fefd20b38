import Testing

@testable import Spec

@Suite struct JSONReaderTests {
    private static func text(_ json: String) -> String? { try? JSONReader.value(of: Array(json.utf8)).text }

    @Test(arguments: [
        (#"{"b":1,"a":[true,false,null]}"#, #"{"a":[true,false,null],"b":1}"#),
        (" [ 1.0 , 1e2 , -0 , 0.5 ] ", "[1,100,0,0.5]"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        (#""\u00e9\ud83d\ude00\/\n""#, "\"é😀/\\n\""),
        ("{}", "{}"), ("[]", "[]"), (#""""#, #""""#),
    ])
    func valuesHaveOneText(json: String, canonical: String) {
        #expect(Self.text(json) == canonical)
        #expect(Self.text(canonical) == canonical)
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\":1,}", "{a:1}", "01", "1.", "+1", "nul", "\"\n\"",
        #""\x""#, #""\ud800""#, #""\udc00x""#,
        "1 2", "1e999", #"{"a":1,"a":2}"#, #"{"é":1,"é":2}"#, "-", "[1 2]", String(repeating: "[", count: 200),
    ])
    func whatTwoReadersCouldReadDifferentlyIsRefused(json: String) {
        #expect(Self.text(json) == nil)
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        #expect(throws: JSONReader.Problem.self) { try JSONReader.value(of: [0x22, 0xFF, 0x22]) }
    }
}
