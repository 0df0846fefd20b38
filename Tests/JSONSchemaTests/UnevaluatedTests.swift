import Testing

/// Keywords of JSON Schema 2020-12 core §11.
@Suite struct UnevaluatedTests {
    @Test(
        arguments: [
            cases(#"{"unevaluatedProperties": false}"#, valid: ["{}", "[]"], invalid: [#"{"a": 1}"#]),
            cases(
                #"{"unevaluatedProperties": {"minLength": 3}}"#,
                valid: [#"{"a": "abc"}"#],
                invalid: [#"{"a": "a"}"#]
            ),
            cases(
                #"{"allOf": [{"properties": {"a": {}}}], "patternProperties": {"^b": {}}, "unevaluatedProperties": false}"#,
                valid: [#"{"a": 1, "b2": 1}"#],
                invalid: [#"{"a": 1, "c": 1}"#]
            ),
            cases(
                ##"{"$ref": "#/$defs/base", "unevaluatedProperties": false, "$defs": {"base": {"properties": {"a": {}}}}}"##,
                valid: [#"{"a": 1}"#],
                invalid: [#"{"b": 1}"#]
            ),
            cases(
                #"{"anyOf": [{"properties": {"a": {"const": 1}}, "required": ["a"]}, {"properties": {"b": {"const": 1}}}], "unevaluatedProperties": false}"#,
                valid: [#"{"a": 1}"#, #"{"a": 1, "b": 1}"#, #"{"b": 1}"#],
                invalid: [#"{"a": 2}"#, #"{"a": 1, "b": 2}"#]
            ),
            cases(
                #"{"oneOf": [{"properties": {"a": {}}, "required": ["a"]}, {"properties": {"b": {}}, "required": ["b"]}], "unevaluatedProperties": false}"#,
                valid: [#"{"a": 1}"#, #"{"b": 1}"#],
                invalid: [#"{"a": 1, "c": 1}"#]
            ),
            cases(
                #"{"not": {"not": {"properties": {"a": {}}}}, "unevaluatedProperties": false}"#,
                invalid: [#"{"a": 1}"#]
            ),
            cases(
                #"{"if": {"properties": {"k": {"const": 1}}, "required": ["k"]}, "then": {"properties": {"a": {}}}, "else": {"properties": {"b": {}}}, "unevaluatedProperties": false}"#,
                valid: [#"{"k": 1, "a": 1}"#, #"{"b": 1}"#],
                invalid: [#"{"k": 2, "b": 1}"#, #"{"a": 1}"#]
            ),
            cases(
                #"{"dependentSchemas": {"a": {"properties": {"b": {}}}}, "properties": {"a": {}}, "unevaluatedProperties": false}"#,
                valid: [#"{"a": 1, "b": 1}"#],
                invalid: [#"{"b": 1}"#]
            ),
            cases(
                #"{"allOf": [{"unevaluatedProperties": true}], "unevaluatedProperties": false}"#,
                valid: [#"{"a": 1}"#]
            ),
            cases(
                #"{"properties": {"o": {"properties": {"a": {}}}}, "unevaluatedProperties": false}"#,
                valid: [#"{"o": {"a": 1, "b": 1}}"#],
                invalid: [#"{"a": 1}"#]
            ),
        ].flatMap(\.self)
    )
    func propertiesThatNothingEvaluated(_ example: Case) throws { try example.check() }

    @Test(
        arguments: [
            cases(#"{"unevaluatedItems": false}"#, valid: ["[]", "{}"], invalid: ["[1]"]),
            cases(#"{"prefixItems": [{}], "unevaluatedItems": false}"#, valid: ["[1]"], invalid: ["[1, 2]"]),
            cases(#"{"items": {}, "unevaluatedItems": false}"#, valid: ["[1, 2]"]),
            cases(
                #"{"allOf": [{"prefixItems": [{}, {}]}], "unevaluatedItems": {"type": "string"}}"#,
                valid: [#"[1, 2, "a"]"#],
                invalid: ["[1, 2, 3]"]
            ),
            cases(
                #"{"contains": {"type": "string"}, "unevaluatedItems": {"type": "integer"}}"#,
                valid: [#"["a", 1, "b"]"#],
                invalid: [#"["a", true]"#]
            ),
            cases(
                #"{"anyOf": [{"prefixItems": [{"const": 1}]}, {"prefixItems": [true, {"const": 2}]}], "unevaluatedItems": false}"#,
                valid: ["[1]", "[3, 2]"],
                invalid: ["[1, 3]", "[1, 2, 3]"]
            ),
        ].flatMap(\.self)
    )
    func itemsThatNothingEvaluated(_ example: Case) throws { try example.check() }
}
