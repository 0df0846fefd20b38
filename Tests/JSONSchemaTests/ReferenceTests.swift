import JSONSchema
import Testing

/// JSON Schema 2020-12 core §8.2.
@Suite struct ReferenceTests {
    @Test(
        arguments: [
            cases(
                ##"{"properties": {"a": {"$ref": "#"}}, "additionalProperties": false}"##,
                valid: [#"{"a": {"a": {}}}"#, #"{"a": false}"#],
                invalid: [#"{"a": {"b": 1}}"#, #"{"b": 1}"#]
            ),
            cases(
                ##"{"properties": {"n": {"type": "integer"}, "m": {"$ref": "#/properties/n"}}}"##,
                valid: [#"{"m": 3}"#],
                invalid: [#"{"m": "x"}"#]
            ),
            cases(
                ##"{"$defs": {"a~b": {"$ref": "#/$defs/c~1d"}, "c/d": {"$ref": "#/$defs/e%25"}, "e%": {"type": "null"}}, "$ref": "#/$defs/a~0b"}"##,
                valid: ["null"],
                invalid: ["1"]
            ),
            cases(
                ##"{"$ref": "#/$defs/t", "maxItems": 1, "$defs": {"t": {"type": "array"}}}"##,
                valid: ["[1]"],
                invalid: ["[1, 2]", "1"]
            ),
            cases(
                ##"{"$ref": "#here", "$defs": {"x": {"$anchor": "here", "type": "string"}}}"##,
                valid: [#""""#],
                invalid: ["1"]
            ),
            cases(
                #"{"properties": {"$ref": {"type": "string"}}}"#,
                valid: [#"{"$ref": "x"}"#],
                invalid: [#"{"$ref": 1}"#]
            ),
            cases(
                ##"{"$ref": "#/components/schemas/0", "components": {"schemas": [{"type": "string"}]}}"##,
                valid: [#""""#],
                invalid: ["1"]
            ),
            cases(##"{"$defs": {"no": false}, "$ref": "#/$defs/no"}"##, invalid: ["1"]),
            cases(##"{"const": {"$ref": "#/nowhere"}}"##, valid: [##"{"$ref": "#/nowhere"}"##], invalid: ["1"]),
        ].flatMap(\.self)
    )
    func pointersAndAnchorsAreFollowed(_ example: Case) throws { try example.check() }

    @Test(
        arguments: [
            cases(
                ##"{"$id": "http://x.test/root/", "$ref": "sub.json", "$defs": {"s": {"$id": "sub.json", "$ref": "#/$defs/t", "$defs": {"t": {"type": "string"}}}}}"##,
                valid: [#""""#],
                invalid: ["1"]
            ),
            cases(
                #"{"$id": "http://x.test/a/b.json", "$ref": "../c.json#leaf", "$defs": {"s": {"$id": "/c.json", "$defs": {"t": {"$anchor": "leaf", "type": "null"}}}}}"#,
                valid: ["null"],
                invalid: ["1"]
            ),
            cases(
                #"{"$id": "urn:uuid:deadbeef-1234", "$ref": "urn:uuid:deadbeef-1234#/$defs/t", "$defs": {"t": {"type": "string"}}}"#,
                valid: [#""""#],
                invalid: ["1"]
            ),
            cases(
                #"{"$ref": "part", "$defs": {"p": {"$id": "part", "type": "boolean"}}}"#,
                valid: ["true"],
                invalid: ["1"]
            ),
        ].flatMap(\.self)
    )
    func identifiersNamePartsOfTheDocument(_ example: Case) throws { try example.check() }

    private static let openTree = #"""
        {"$id": "http://x.test/strict", "$dynamicAnchor": "node", "$ref": "tree", "unevaluatedProperties": false,
         "$defs": {"tree": {"$id": "tree", "$dynamicAnchor": "node", "type": "object", "properties": {
           "data": true, "children": {"type": "array", "items": {"$dynamicRef": "#node"}}}}}}
        """#

    @Test(
        arguments: [
            cases(
                openTree,
                valid: [#"{"data": 1, "children": [{"data": 2}]}"#],
                invalid: [#"{"children": [{"daat": 1}]}"#, #"{"daat": 1}"#, #"{"children": [1]}"#]
            ),
            cases(
                ##"{"$id": "http://x.test/l", "$ref": "list", "$defs": {"foo": {"$dynamicAnchor": "items", "type": "string"}, "list": {"$id": "list", "type": "array", "items": {"$dynamicRef": "#items"}, "$defs": {"items": {"$dynamicAnchor": "items"}}}}}"##,
                valid: [#"["a"]"#],
                invalid: ["[1]"]
            ),
            cases(
                ##"{"$id": "http://x.test/l", "$ref": "list", "$defs": {"foo": {"$anchor": "items", "type": "string"}, "list": {"$id": "list", "type": "array", "items": {"$dynamicRef": "#items"}, "$defs": {"items": {"$dynamicAnchor": "items"}}}}}"##,
                valid: [#"["a"]"#, "[1]"]
            ),
            cases(
                ##"{"$dynamicRef": "#/$defs/a", "$defs": {"a": {"$dynamicAnchor": "a", "type": "null"}}}"##,
                valid: ["null"],
                invalid: ["1"]
            ),
        ].flatMap(\.self)
    )
    func dynamicReferencesTakeTheOutermostAnchor(_ example: Case) throws { try example.check() }

    @Test(arguments: ["http://x.test/other.json", "other.json", "file:///etc/passwd", "#/$defs/missing", "#missing"])
    func whatIsNotInTheDocumentIsAnError(_ reference: String) {
        let error = #expect(throws: SchemaError.self) {
            try Schema(#"{"properties": {"a": {"$ref": "\#(reference)"}}}"#.utf8)
        }
        #expect(error?.location == "/properties/a/$ref")
    }

    @Test(arguments: [
        ##"{"$ref": "#"}"##,
        ##"{"not": {"$ref": "#"}}"##,
        ##"{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}, "$ref": "#/$defs/a"}"##,
        ##"{"anyOf": [{"$ref": "#"}, true]}"##,
        ##"{"allOf": [{"$ref": "#"}, {"$ref": "#"}]}"##,
    ])
    func referencesThatGoRoundEndInAViolation(_ schema: String) throws {
        let found = try violations(of: "1", by: schema)
        #expect(found.map(\.message) == ["cannot be checked: the schema's references go round"])
    }
}
