import Testing

/// Keywords of JSON Schema 2020-12 core §10.
@Suite struct ApplicatorTests {
    @Test(
        arguments: [
            cases("true", valid: ["1", "{}", "null"]),
            cases("false", invalid: ["1", "{}", "null"]),
            cases(#"{"properties": {"a": true, "b": false}}"#, valid: ["{}", #"{"a": 1}"#], invalid: [#"{"b": 1}"#]),
            cases(#"{"items": false}"#, valid: ["[]"], invalid: ["[1]"]),
        ].flatMap(\.self)
    )
    func booleansAreSchemas(_ example: Case) throws { try example.check() }

    @Test(
        arguments: [
            cases(
                #"{"properties": {"a": {"type": "integer"}, "b~/\"": {"type": "string"}}}"#,
                valid: [#"{"a": 1}"#, #"{"c": []}"#, "[]", #"{"b~/\"": ""}"#],
                invalid: [#"{"a": ""}"#, #"{"b~/\"": 1}"#]
            ),
            cases(
                #"{"patternProperties": {"a+": {"type": "integer"}, "^b.?$": false}}"#,
                valid: [#"{"xaax": 1, "bxx": 1}"#],
                invalid: [#"{"xax": "1"}"#, #"{"b": 1}"#, #"{"bx": 1}"#]
            ),
            cases(
                #"{"properties": {"a": {}}, "patternProperties": {"^v": {}}, "additionalProperties": false}"#,
                valid: [#"{"a": 1, "vroom": 2}"#, "{}", "1"],
                invalid: [#"{"a": 1, "quux": 1}"#, #"{"av": 1}"#]
            ),
            cases(#"{"additionalProperties": {"type": "boolean"}}"#, valid: [#"{"a": true}"#], invalid: [#"{"a": 1}"#]),
            cases(
                #"{"allOf": [{"properties": {"a": {}}}], "additionalProperties": {"type": "boolean"}}"#,
                valid: [#"{"a": true}"#],
                invalid: [#"{"a": 1}"#]
            ),
            cases(#"{"propertyNames": {"maxLength": 2}}"#, valid: [#"{"ab": 1}"#, "[1]"], invalid: [#"{"abc": 1}"#]),
            cases(#"{"propertyNames": false}"#, valid: ["{}"], invalid: [#"{"a": 1}"#]),
            cases(
                #"{"dependentSchemas": {"a": {"required": ["b"]}}}"#,
                valid: [#"{"a": 1, "b": 1}"#, "{}", #"{"b": 1}"#],
                invalid: [#"{"a": 1}"#]
            ),
        ].flatMap(\.self)
    )
    func membersOfObjectsAreChecked(_ example: Case) throws { try example.check() }

    @Test(
        arguments: [
            cases(#"{"items": {"type": "integer"}}"#, valid: ["[1, 2]", "[]", "{}"], invalid: [#"[1, "x"]"#]),
            cases(
                #"{"prefixItems": [{"type": "integer"}, {"type": "string"}]}"#,
                valid: [#"[1, "a"]"#, "[1]", "[]", #"[1, "a", true]"#],
                invalid: [#"["a", 1]"#]
            ),
            cases(#"{"prefixItems": [{}], "items": {"type": "string"}}"#, valid: [#"[1, "a"]"#], invalid: ["[1, 2]"]),
            cases(#"{"prefixItems": [{}], "items": false}"#, valid: ["[1]"], invalid: ["[1, 2]"]),
            cases(#"{"contains": {"minimum": 5}}"#, valid: ["[3, 5]", #""x""#], invalid: ["[3, 4]", "[]"]),
            cases(
                #"{"contains": {"const": 1}, "minContains": 2, "maxContains": 3}"#,
                valid: ["[1, 1]", "[1, 2, 1, 1]"],
                invalid: ["[1]", "[1, 1, 1, 1]"]
            ),
            cases(#"{"contains": {"const": 1}, "minContains": 0}"#, valid: ["[]", "[2]"]),
            cases(#"{"minContains": 3, "maxContains": 0}"#, valid: ["[]", "[1]"]),
        ].flatMap(\.self)
    )
    func itemsOfArraysAreChecked(_ example: Case) throws { try example.check() }

    @Test(
        arguments: [
            cases(#"{"allOf": [{"minimum": 1}, {"maximum": 3}]}"#, valid: ["2"], invalid: ["0", "4"]),
            cases(
                #"{"anyOf": [{"type": "integer"}, {"minimum": 2}]}"#,
                valid: ["1", "2.5", #""x""#],
                invalid: ["1.5"]
            ),
            cases(#"{"oneOf": [{"type": "integer"}, {"minimum": 2}]}"#, valid: ["1", "2.5"], invalid: ["3", "1.5"]),
            cases(#"{"oneOf": [true, true, true]}"#, invalid: ["1"]),
            cases(#"{"not": {"type": ["integer", "boolean"]}}"#, valid: [#""x""#], invalid: ["1", "true"]),
            cases(#"{"not": {"not": {"type": "null"}}}"#, valid: ["null"], invalid: ["1"]),
            cases(
                #"{"if": {"exclusiveMaximum": 0}, "then": {"minimum": -10}, "else": {"multipleOf": 2}}"#,
                valid: ["-1", "4"],
                invalid: ["-100", "3"]
            ),
            cases(#"{"then": false, "else": false}"#, valid: ["1"]),
            cases(#"{"if": false, "then": false}"#, valid: ["1"]),
        ].flatMap(\.self)
    )
    func schemasCombine(_ example: Case) throws { try example.check() }
}
