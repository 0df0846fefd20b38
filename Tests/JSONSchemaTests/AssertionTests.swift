import Testing

/// Keywords of JSON Schema 2020-12 validation §6.
@Suite struct AssertionTests {
    @Test(
        arguments: [
            cases(
                #"{"type": "integer"}"#,
                valid: ["1", "1.0", "-0", "1e2", "10e-1"],
                invalid: ["1.1", #""1""#, "null", "[]"]
            ),
            cases(#"{"type": "number"}"#, valid: ["1", "1.5", "1e-9"], invalid: [#""1""#, "true"]),
            cases(#"{"type": "string"}"#, valid: [#""""#, #""1""#], invalid: ["1", "{}"]),
            cases(#"{"type": "object"}"#, valid: ["{}"], invalid: ["[]", "null"]),
            cases(#"{"type": "array"}"#, valid: ["[]"], invalid: ["{}"]),
            cases(#"{"type": "boolean"}"#, valid: ["true", "false"], invalid: ["0", #""true""#]),
            cases(#"{"type": "null"}"#, valid: ["null"], invalid: ["0", "false", #""""#]),
            cases(#"{"type": ["integer", "null"]}"#, valid: ["1", "null"], invalid: ["1.5", "false"]),
        ].flatMap(\.self)
    )
    func typeTellsTheSevenTypes(_ example: Case) throws { try example.check() }

    @Test(
        arguments: [
            cases(
                #"{"enum": [1, "a", [false], {"x": 1, "y": 2}]}"#,
                valid: ["1", "1.0", #""a""#, "[false]", #"{"y": 2.0, "x": 1}"#],
                invalid: [#""1""#, "true", "[0]", "[]", #"{"x": 1}"#]
            ),
            cases(#"{"enum": [false]}"#, valid: ["false"], invalid: ["0", "0.0", "[false]", "null"]),
            cases(#"{"enum": []}"#, invalid: ["null"]),
            cases(#"{"const": 0}"#, valid: ["0", "-0", "0.0", "0e10"], invalid: ["false", #""""#, "[]", "1e-300"]),
            cases(#"{"const": {"a": false}}"#, valid: [#"{"a": false}"#], invalid: [#"{"a": 0}"#, "{}"]),
            cases(#"{"const": null}"#, valid: ["null"], invalid: ["0"]),
            cases(#"{"const": "\u00e9"}"#, valid: [#""é""#], invalid: [#""e\u0301""#]),
            cases(#"{"const": "a\u0000b"}"#, valid: [#""a\u0000b""#], invalid: [#""ab""#]),
        ].flatMap(\.self)
    )
    func enumAndConstCompareByValue(_ example: Case) throws { try example.check() }

    @Test(
        arguments: [
            cases(#"{"minimum": 1.1}"#, valid: ["1.1", "2.6", #""x""#], invalid: ["0.6", "-5"]),
            cases(#"{"minimum": -2}"#, valid: ["-1", "-2", "-2.0", "0"], invalid: ["-2.0001", "-3"]),
            cases(#"{"maximum": 300}"#, valid: ["299.97", "300", "300.00"], invalid: ["300.5", "1e3"]),
            cases(#"{"exclusiveMinimum": 1.1}"#, valid: ["1.2"], invalid: ["1.1", "0.6"]),
            cases(#"{"exclusiveMaximum": 3.0}"#, valid: ["2.2", "-9"], invalid: ["3", "3.5"]),
            cases(#"{"multipleOf": 2}"#, valid: ["10", "0", "-4", "1e30", #""x""#], invalid: ["7", "0.2"]),
            cases(#"{"multipleOf": 0.0001}"#, valid: ["0.0075", "4.5"], invalid: ["0.00751"]),
            cases(#"{"multipleOf": 0.123456789}"#, invalid: ["1e308"]),
            cases(#"{"multipleOf": 1e-8}"#, valid: ["12391239123"], invalid: ["1e-9"]),
        ].flatMap(\.self)
    )
    func numbersAreBounded(_ example: Case) throws { try example.check() }

    @Test(
        arguments: [
            cases(#"{"minLength": 2}"#, valid: [#""fo""#, "1", #""é\u0301""#], invalid: [#""f""#, #""💩""#]),
            cases(#"{"maxLength": 2}"#, valid: [#""💩💩""#, #""""#], invalid: [#""foo""#, #""\ud83d\ude00ab""#]),
            cases(#"{"maxLength": 2.0}"#, valid: [#""ab""#], invalid: [#""abc""#]),
            cases(#"{"minItems": 1}"#, valid: ["[1]", #""""#], invalid: ["[]"]),
            cases(#"{"maxItems": 2}"#, valid: ["[1, 2]"], invalid: ["[1, 2, 3]"]),
            cases(#"{"minProperties": 1}"#, valid: [#"{"a": 1}"#, "[]"], invalid: ["{}"]),
            cases(#"{"maxProperties": 1}"#, valid: ["{}", #"{"a": 1, "a": 2}"#], invalid: [#"{"a": 1, "b": 2}"#]),
            cases(#"{"maxItems": 1e400}"#, valid: ["[1]"]),
        ].flatMap(\.self)
    )
    func sizesAreBounded(_ example: Case) throws { try example.check() }

    @Test(
        arguments: [
            cases(
                #"{"uniqueItems": true}"#,
                valid: ["[1, 2]", "[1, true]", "[0, false]", "[[1], [true]]", #"[{"a": 1}, {"a": 2}]"#, #"["1", 1]"#],
                invalid: [
                    "[1, 1]", "[1.0, 1.00, 1]", #"[{"a": 1, "b": 2}, {"b": 2, "a": 1}]"#, "[[[1]], [[1]]]",
                    "[{}, [], {}]",
                ]
            ),
            cases(#"{"uniqueItems": false}"#, valid: ["[1, 1]"]),
        ].flatMap(\.self)
    )
    func itemsAreUniqueByValue(_ example: Case) throws { try example.check() }

    @Test(
        arguments: [
            cases(
                #"{"required": ["a", "b"]}"#,
                valid: [#"{"a": 1, "b": null}"#, "12"],
                invalid: [#"{"a": 1}"#, "{}"]
            ),
            cases(#"{"required": []}"#, valid: ["{}"]),
            cases(#"{"required": ["__proto__", "toString"]}"#, invalid: [#"{"__proto__": 1}"#]),
            cases(
                #"{"dependentRequired": {"a": ["b", "c"]}}"#,
                valid: ["{}", #"{"b": 1}"#, #"{"a": 1, "b": 1, "c": 1}"#, "[]"],
                invalid: [#"{"a": 1, "b": 1}"#]
            ),
        ].flatMap(\.self)
    )
    func propertiesAreRequired(_ example: Case) throws { try example.check() }

    @Test(arguments: ["email", "date-time", "no-such-format"])
    func formatIsOnlyAnAnnotation(_ format: String) throws {
        try Case(schema: #"{"format": "\#(format)"}"#, instance: #""no @ at all""#, isValid: true).check()
    }
}
