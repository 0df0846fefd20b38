import Testing

@testable import Spec

/// The core schema of YAML 1.2, §10.3.2, and what is too ambiguous for it.
@Suite struct YAMLScalarTests {
    @Test(
        arguments: [
            ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null), ("nULL", .string),
            ("true", .boolean(true)), ("True", .boolean(true)), ("TRUE", .boolean(true)), ("tRUE", .string),
            ("false", .boolean(false)), ("False", .boolean(false)), ("FALSE", .boolean(false)),
            ("0", .integer(0)), ("-12", .integer(-12)), ("+3", .integer(3)), ("0x1F", .integer(31)),
            ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
            ("1.5", .number(1.5)), (".5", .number(0.5)), ("-.5", .number(-0.5)), ("1.", .number(1)),
            ("1e3", .number(1000)),
            ("1E-2", .number(0.01)), (".inf", .number(.infinity)), ("-.INF", .number(-.infinity)),
            ("1.0.0", .string), ("1-2", .string), ("0xZZ", .string), ("-", .string), (".", .string), ("+", .string),
            ("e3", .string), ("2Gi", .string), ("30s", .string), ("2024-01-02", .string), ("inf", .string),
            ("NaN", .string),
        ] as [(String, YAMLScalar)]
    )
    func plainScalars(text: String, expected: YAMLScalar) {
        #expect(YAMLScalar(plain: text) == expected)
        #expect(AmbiguousScalar(plain: text) == nil)
    }

    @Test func notANumberIsANumber() {
        guard case .number(let value) = YAMLScalar(plain: ".nan") else { return #expect(Bool(false)) }
        #expect(value.isNaN)
    }

    @Test(arguments: [
        "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "012", "-07",
        "0o7", "08", "00", "0b101", "1:30", "+02:00", "190:20:30", "1:30.5", "1_000", "-1_0", "0x1_F", "1_000.5",
    ])
    func ambiguousScalarsAreFound(text: String) {
        #expect(AmbiguousScalar(plain: text) != nil)
    }

    @Test(arguments: [
        "yEs", "oN", "none", "nope", "only", "1234:1234", "1:75", "a:30", "0", "0.5", "0x1F", "_1", "a_b",
    ])
    func whatEveryReaderReadsAlikeIsNot(text: String) {
        #expect(AmbiguousScalar(plain: text) == nil)
    }

    @Test func theSuggestionSaysHowToQuote() {
        #expect(AmbiguousScalar(plain: "no")?.suggestion == "write \"no\" for the text, or false")
        #expect(AmbiguousScalar(plain: "On")?.suggestion == "write \"On\" for the text, or true")
        #expect(AmbiguousScalar(plain: "012")?.suggestion.contains("\"012\"") == true)
    }
}
