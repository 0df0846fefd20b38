import JSONSchema
import Testing

@Suite struct DraftTests {
    private static let draft7 = #""$schema": "http://json-schema.org/draft-07/schema#""#
    private static let draft4 = #""$schema": "http://json-schema.org/draft-04/schema#""#
    private static let draft2019 = #""$schema": "https://json-schema.org/draft/2019-09/schema""#

    @Test(
        arguments: [
            cases(
                "{\(draft7), \"items\": [{\"type\": \"integer\"}], \"additionalItems\": {\"type\": \"string\"}}",
                valid: [#"[1, "a"]"#, "[]"],
                invalid: ["[1, 2]", #"["a"]"#]
            ),
            cases(
                "{\(draft7), \"items\": [{}, {}], \"additionalItems\": false}",
                valid: ["[1, 2]"],
                invalid: ["[1, 2, 3]"]
            ),
            cases("{\(draft7), \"items\": {}, \"additionalItems\": false}", valid: ["[1, 2]"]),
            cases(
                "{\(draft7), \"dependencies\": {\"a\": [\"b\"], \"c\": {\"required\": [\"d\"]}}}",
                valid: ["{}", #"{"a": 1, "b": 1}"#],
                invalid: [#"{"a": 1}"#, #"{"c": 1}"#]
            ),
            cases(
                "{\(draft7), \"definitions\": {\"t\": {\"type\": \"null\"}}, \"$ref\": \"#/definitions/t\", \"maximum\": 0}",
                valid: ["null"],
                invalid: ["1"]
            ),
            cases(
                "{\(draft7), \"properties\": {\"a\": {\"$ref\": \"#/definitions/t\", \"maxLength\": 0}}, \"definitions\": {\"t\": {}}}",
                valid: [#"{"a": "long"}"#]
            ),
            cases(
                "{\(draft7), \"$ref\": \"#foo\", \"definitions\": {\"t\": {\"$id\": \"#foo\", \"type\": \"null\"}}}",
                valid: ["null"],
                invalid: ["1"]
            ),
        ].flatMap(\.self)
    )
    func draft7HasItsOwnKeywords(_ example: Case) throws { try example.check() }

    @Test(
        arguments: [
            cases("{\(draft4), \"minimum\": 1, \"exclusiveMinimum\": true}", valid: ["1.1"], invalid: ["1"]),
            cases("{\(draft4), \"maximum\": 1, \"exclusiveMaximum\": false}", valid: ["1"], invalid: ["2"]),
            cases(
                "{\(draft4), \"id\": \"http://x.test/a\", \"items\": {\"$ref\": \"b\"}, "
                    + "\"definitions\": {\"b\": {\"id\": \"b\", \"type\": \"null\"}}}",
                valid: ["[null]"],
                invalid: ["[1]"]
            ),
        ].flatMap(\.self)
    )
    func draft4HasExclusiveFlags(_ example: Case) throws { try example.check() }

    @Test(
        arguments: [
            cases(
                "{\(draft2019), \"items\": [{\"type\": \"null\"}], \"additionalItems\": false}",
                valid: ["[null]"],
                invalid: ["[1]", "[null, 1]"]
            ),
            cases(
                "{\(draft2019), \"properties\": {\"a\": {\"$recursiveRef\": \"#\"}}, \"type\": \"object\"}",
                valid: [#"{"a": {}}"#],
                invalid: [#"{"a": 1}"#]
            ),
            cases("{\(draft2019), \"contains\": {\"const\": 1}, \"unevaluatedItems\": false}", invalid: ["[1]"]),
        ].flatMap(\.self)
    )
    func draft2019KeepsItemsArrays(_ example: Case) throws { try example.check() }

    @Test func withoutADialectDependenciesMeanNothing() throws {
        try Case(schema: #"{"dependencies": {"a": ["b"]}}"#, instance: #"{"a": 1}"#, isValid: true).check()
    }

    @Test func anItemsArrayWithoutADialectIsReadAndWarnedOf() throws {
        let schema = try Schema(#"{"items": [{"type": "null"}]}"#.utf8)
        #expect(schema.warnings.count == 1)
        #expect(schema.violations(of: "[1]").map(\.message) == ["must be null, is integer"])
    }

    @Test func anUnknownDialectIsReadAs2020AndWarnedOf() throws {
        let schema = try Schema(#"{"$schema": "http://x.test/own", "type": "null"}"#.utf8)
        #expect(schema.warnings == ["/$schema: 'http://x.test/own' is not a known dialect; read as 2020-12"])
        #expect(!schema.violations(of: "1").isEmpty)
    }
}
