import JSONSchema
import Testing

@Suite struct PatternTests {
    /// Pattern, texts in which it occurs, texts in which it does not; all without quotes and backslashes of JSON.
    @Test(
        arguments: [
            ("^a*$", ["", "aaa"], ["aab", "b"]),
            ("a+", ["xxaayy"], ["xxyy"]),
            ("^(foo|ba[rz])$", ["foo", "bar", "baz"], ["ba", "foobar"]),
            (#"^\d{3}-\d{4}$"#, ["555-1212"], ["5555-121", "٣٣٣-٣٣٣٣"]),
            (#"^(\([0-9]{3}\))?[0-9]{3}-[0-9]{4}$"#, ["555-1212", "(888)555-1212"], ["(888)555-1212 ext. 532"]),
            (#"^[a-z0-9]+(?:-[a-z0-9]+)*$"#, ["a-b-c1"], ["-a", "a--b", "A"]),
            (#"^[\w.+-]+@[\w-]+\.[\w.]{2,}$"#, ["a.b+c@x.org"], ["a@b", "é@x.org"]),
            ("^.{2,3}?$", ["ab", "💩💩💩"], ["a", "abcd", "a\n"]),
            ("^a{0,2}b{1}c{2,}$", ["abcc", "bccc"], ["aaabcc", "abc"]),
            (#"\bcat\b"#, ["a cat!", "cat"], ["concat", "cats"]),
            (#"^\S(|(.|\n)*\S)\Z"#.replacing("\\Z", with: "$"), ["a b\nc"], [" a", "a "]),
            (#"^\p{L}+$"#, ["Größe", "имя"], ["a1"]),
            (#"^\P{Lu}*$"#, ["abc"], ["aBc"]),
            (#"^[\p{Letter}\s]*$"#, ["à b\u{A0}c"], ["_"]),
            (#"^(?!.*\.\.)[a-z.]+$"#, ["a.b"], ["a..b"]),
            (#"^(?=.*\d)(?=.*[a-z]).{4,}$"#, ["abc1"], ["abcd", "1234", "a1"]),
            (#"^\u0041\x42\cA\u{1F600}\uD83D\uDE00$"#, ["AB\u{1}😀😀"], ["AB"]),
            (#"[^]-]"#, ["]-]"], ["]"]),
            (#"^[^\n]$"#, ["a"], ["\n", ""]),
            ("^[]$", [], ["", "a"]),
            ("^{a}$", ["{a}"], ["a"]),
            ("^(?<year>[0-9]{4})$", ["2024"], ["24"]),
            ("^(a*)*$", ["aaaa", ""], ["aab"]),
            ("$^", [""], ["a"]),
            ("", ["", "a"], []),
        ] as [(String, [String], [String])]
    )
    func ecmaPatternsMatch(_ pattern: String, _ matching: [String], _ other: [String]) throws {
        let schema = try Schema(#"{"pattern": \#(json(pattern))}"#.utf8)
        #expect(schema.warnings.isEmpty)
        for text in matching { #expect(schema.violations(of: json(text)).isEmpty, "\(text)") }
        for text in other { #expect(!schema.violations(of: json(text)).isEmpty, "\(text)") }
    }

    @Test(arguments: [
        #"(a)\1"#, "(?<=a)b", "(?i)abc", "(a", "a)", "[a", "*a", #"\Aa\Z"#, "[z-a]", "a{3,1}", #"\p{Klingon}"#, #"a\"#,
        "a{100000}", "((a{100}){100}){100}", "(?=(?=(?=(?=a){30}){30}){30}){30}", "^*^**",
        String(repeating: "(", count: 500) + String(repeating: ")", count: 500),
    ])
    func whatIsNotSupportedIsAnAnnotationWithAWarning(_ pattern: String) throws {
        let schema = try Schema(
            #"{"pattern": \#(json(pattern)), "patternProperties": {\#(json(pattern)): false}}"#.utf8
        )
        #expect(schema.warnings.count == 2)
        #expect(schema.violations(of: #""anything""#).isEmpty)
        #expect(schema.violations(of: #"{"anything": 1}"#).isEmpty)
    }

    @Test func aPatternThatIsTooLongIsAnAnnotationWithAWarning() throws {
        let schema = try Schema("{\"pattern\": \"\(String(repeating: "a", count: 4097))\"}".utf8)
        #expect(schema.warnings.count == 1)
        #expect(schema.violations(of: #""b""#).isEmpty)
    }

    @Test func aPatternThatIsNotSupportedMayCoverAnyProperty() throws {
        let schema = #"{"patternProperties": {"(?i)^x-": {}}, "additionalProperties": false}"#
        #expect(try violations(of: #"{"X-a": 1}"#, by: schema).isEmpty)
    }

    @Test(arguments: ["^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "(x+x+)+y", "^(.*.*.*)*b$", "^(?=(a+)+$)b"])
    func noPatternTakesExponentialTime(_ pattern: String) throws {
        let text = String(repeating: "a", count: 2_000) + "!"
        #expect(try violations(of: json(text), by: #"{"pattern": \#(json(pattern))}"#).count == 1)
    }

    @Test func theWorkOfAPatternComesOutOfTheBudget() throws {
        var limits = Schema.Limits()
        limits.steps = 1_000
        let text = String(repeating: "a", count: 10_000)
        let found = try violations(of: json(text), by: #"{"pattern": "(a|aa|aaa)*b"}"#, limits: limits)
        #expect(found.map(\.message) == ["cannot be checked: validation takes more than 1000 steps"])
    }

    private func json(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\u{1}": result += "\\u0001"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
