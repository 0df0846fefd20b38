import JSONSchema
import Testing

@Suite struct NumberTests {
    @Test(
        arguments: [
            cases(#"{"const": 9007199254740993}"#, valid: ["9007199254740993.0"], invalid: ["9007199254740992"]),
            cases(#"{"const": 0.1}"#, valid: ["1e-1", "0.10"], invalid: ["0.1000000000000000055511151231257827"]),
            cases(
                #"{"maximum": 1234567890123456789012345678901234}"#,
                valid: ["1234567890123456789012345678901234"],
                invalid: ["1234567890123456789012345678901235"]
            ),
            cases(
                #"{"exclusiveMinimum": -1.000000000000000000000000000000001}"#,
                valid: ["-1"],
                invalid: ["-1.000000000000000000000000000000002"]
            ),
            cases(
                #"{"multipleOf": 0.01}"#,
                valid: ["4.35", "1.1", "19.99", "123456789012345678901234567890.12"],
                invalid: ["4.355"]
            ),
            cases(
                #"{"multipleOf": 1234567890123456789012345678901234}"#,
                valid: ["2469135780246913578024691357802468"],
                invalid: ["2469135780246913578024691357802469"]
            ),
            cases(#"{"uniqueItems": true}"#, valid: ["[1e400, 1e401]"], invalid: ["[1e400, 10e399]"]),
        ].flatMap(\.self)
    )
    func digitsAreNeverRounded(_ example: Case) throws { try example.check() }

    @Test(
        arguments: [
            cases(#"{"type": "integer"}"#, valid: ["1e999999999"], invalid: ["1e-999999999"]),
            cases(#"{"maximum": 5}"#, valid: ["-1e999999999", "1e-999999999"], invalid: ["1e999999999"]),
            cases(#"{"multipleOf": 7}"#, valid: ["7e999999999"], invalid: ["1e999999999", "7e-999999999"]),
            cases(#"{"multipleOf": 1e-999999999}"#, valid: ["1", "1e999999999"]),
            cases(#"{"minimum": 1e99999999999999999999999999}"#, invalid: ["1"]),
            cases(#"{"maxLength": 1e999999999}"#, valid: [#""a""#]),
        ].flatMap(\.self)
    )
    func hugeExponentsCostNothing(_ example: Case) throws { try example.check() }

    @Test(arguments: ["01", "1.", ".5", "+1", "1e", "-", "0x1", "NaN", "1e+", "--1"])
    func whatIsNotANumberIsRefused(_ text: String) throws {
        #expect(try violations(of: text, by: "{}").count == 1)
    }
}
