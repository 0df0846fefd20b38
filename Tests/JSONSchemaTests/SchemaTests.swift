import JSONSchema
import Testing

@Suite struct SchemaTests {
    @Test(arguments: [
        (#"{"type": "integer"}"#, #""x""#, "", "/type", "must be integer, is string"),
        (#"{"type": ["integer", "null"]}"#, "{}", "", "/type", "must be integer or null, is object"),
        (#"{"required": ["city"]}"#, "{}", "", "/required", "missing required property 'city'"),
        (#"{"enum": ["a", "b"]}"#, #""x""#, "", "/enum", #"'x' is not one of "a", "b""#),
        (#"{"const": {"a": [1, null]}}"#, "1", "", "/const", #"must be {"a":[1,null]}, is 1"#),
        (
            #"{"properties": {"a/b": {"items": {"minimum": 3}}}}"#, #"{"a/b": [4, 2.50]}"#,
            "/a~1b/1", "/properties/a~1b/items/minimum", "must be at least 3, is 2.50"
        ),
        (#"{"multipleOf": 0.5}"#, "0.7", "", "/multipleOf", "must be a multiple of 0.5, is 0.7"),
        (#"{"minLength": 1}"#, #""""#, "", "/minLength", "must have at least 1 character, has 0"),
        (#"{"maxItems": 2}"#, "[1,2,3]", "", "/maxItems", "must have at most 2 items, has 3"),
        (#"{"pattern": "^a$"}"#, #""b""#, "", "/pattern", "'b' does not match the pattern ^a$"),
        (
            #"{"properties": {"city": {}}, "additionalProperties": false}"#, #"{"citty": 1}"#,
            "", "/additionalProperties", "unexpected property 'citty', known are 'city'"
        ),
        (#"{"unevaluatedProperties": false}"#, #"{"x": 1}"#, "", "/unevaluatedProperties", "unexpected property 'x'"),
        (#"{"uniqueItems": true}"#, "[1, 2, 1]", "", "/uniqueItems", "items 0 and 2 are equal, all must differ"),
        (
            #"{"anyOf": [{"type": "integer"}, {"type": "null"}]}"#, #""x""#,
            "", "/anyOf", "fits none of 2 alternatives: must be integer, is string; or must be null, is string"
        ),
        (#"{"oneOf": [{}, false, {}]}"#, "1", "", "/oneOf", "fits both alternatives 1 and 3, must fit exactly one"),
        (#"{"not": {"type": "string"}}"#, #""x""#, "", "/not", "'x' fits the schema that it must not fit"),
        (#"{"contains": {"const": 1}}"#, "[2]", "", "/contains", "must contain at least 1 matching items, contains 0"),
        (
            #"{"propertyNames": {"maxLength": 1}}"#, #"{"ab": 1}"#,
            "", "/propertyNames", "property name 'ab': must have at most 1 character, has 2"
        ),
        (
            ##"{"$ref": "#/$defs/t", "$defs": {"t": {"type": "null"}}}"##, "1", "", "/$defs/t/type",
            "must be null, is integer"
        ),
        ("false", "1", "", "", "is not allowed here"),
    ])
    func violationsSayHowToCorrectTheInstance(
        _ schema: String,
        _ instance: String,
        _ location: String,
        _ keyword: String,
        _ message: String
    ) throws {
        let expected = Violation(instanceLocation: location, keywordLocation: keyword, message: message)
        #expect(try violations(of: instance, by: schema) == [expected])
    }

    @Test func everyViolationIsReported() throws {
        let schema =
            #"{"required": ["a"], "properties": {"b": {"type": "null"}, "c": {"minimum": 1, "multipleOf": 2}}}"#
        #expect(try violations(of: #"{"b": 1, "c": -1}"#, by: schema).count == 4)
    }

    @Test func quotedValuesAreCutAndMadeVisible() throws {
        let text = String(repeating: "x", count: 1000)
        let found = try violations(of: "\"\(text)\"", by: #"{"enum": []}"#)
        #expect(found.first?.message.hasPrefix("'" + text.prefix(60) + "…' is not one of") == true)
        let disguised = try violations(of: #""a\u0007\u202e\nb""#, by: #"{"const": 1}"#)
        #expect(disguised.first?.message == #"must be 1, is 'a\u{7}\u{202e}\u{a}b'"#)
    }

    @Test(arguments: [
        "", "{", #"{"a": 1,}"#, "[1,]", "[1 2]", "tru", #""abc"#, #""\x""#, #""\u12g4""#, "\"a\nb\"", "1 2", "{1: 2}",
        "nul",
        #"{"a" 1}"#, "'a'", "\u{FEFF}1",
    ])
    func textThatIsNotJSONIsOneViolation(_ instance: String) throws {
        let found = try violations(of: instance, by: "{}")
        #expect(found.count == 1)
        #expect(found.first?.message.hasPrefix("is not valid JSON at byte") == true)
    }

    @Test func bytesThatAreNotUTF8AreOneViolation() throws {
        let schema = try Schema("{}".utf8)
        let bytes: [UInt8] = [0x22, 0xC3, 0x28, 0x22]
        #expect(bytes.withUnsafeBytes { schema.violations(of: $0) }.count == 1)
    }

    @Test func theLastOfTwoEqualNamesCounts() throws {
        let schema = #"{"properties": {"a": {"type": "null"}}}"#
        #expect(try violations(of: #"{"a": 1, "a": null}"#, by: schema).isEmpty)
        #expect(try violations(of: #"{"a": null, "a": 1}"#, by: schema).count == 1)
    }

    @Test(arguments: [
        ("[]", ""), ("{", ""), (#"{"type": "int"}"#, "/type"), (#"{"type": 1}"#, "/type"),
        (#"{"properties": {"a": 1}}"#, "/properties/a"), (#"{"properties": []}"#, "/properties"),
        (#"{"required": true}"#, "/required"), (#"{"required": [1]}"#, "/required"),
        (#"{"minLength": -1}"#, "/minLength"),
        (#"{"minLength": 1.5}"#, "/minLength"), (#"{"minimum": "1"}"#, "/minimum"),
        (#"{"multipleOf": 0}"#, "/multipleOf"),
        (#"{"enum": 1}"#, "/enum"), (#"{"allOf": {}}"#, "/allOf"), (#"{"anyOf": [1]}"#, "/anyOf/0"),
        (#"{"not": "x"}"#, "/not"), (#"{"pattern": 1}"#, "/pattern"), (#"{"$ref": 1}"#, "/$ref"),
        (#"{"uniqueItems": 1}"#, "/uniqueItems"), (#"{"dependentRequired": {"a": 1}}"#, "/dependentRequired"),
    ])
    func aMalformedSchemaIsAnErrorWithItsPlace(_ schema: String, _ location: String) {
        let error = #expect(throws: SchemaError.self) { try Schema(schema.utf8) }
        #expect(error?.location == location)
        #expect(error?.message.isEmpty == false)
    }
}
