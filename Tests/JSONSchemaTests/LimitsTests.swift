import JSONSchema
import Testing

@Suite struct LimitsTests {
    private func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    @Test func nestingIsBounded() throws {
        let schema = try Schema(##"{"items": {"$ref": "#"}, "type": "array"}"##.utf8)
        #expect(schema.violations(of: nested(128)).isEmpty)
        #expect(schema.violations(of: nested(129)).count == 1)
        #expect(schema.violations(of: nested(1_000_000)).count == 1)
        #expect(throws: SchemaError.self) { try Schema(#"{"const": \#(nested(128))}"#.utf8) }
    }

    @Test func theDepthOfEvaluationIsBounded() throws {
        let schema = ##"{"allOf": [{"allOf": [{"allOf": [{"allOf": [{"items": {"$ref": "#"}}]}]}]}]}"##
        let found = try violations(of: nested(128), by: schema)
        #expect(found.count == 1)
        #expect(found.first?.message == "is nested too deeply to be checked")
    }

    @Test func manyAlternativesAreNoTrouble() throws {
        let numbers = (0..<10_000).map { "{\"const\": \($0)}" }.joined(separator: ",")
        let schema = try Schema("{\"anyOf\": [\(numbers)]}".utf8)
        #expect(schema.violations(of: "9999").isEmpty)
        #expect(schema.violations(of: "10000").count == 1)
        let values = (0..<10_000).map(String.init).joined(separator: ",")
        let enumeration = try Schema("{\"enum\": [\(values)]}".utf8)
        #expect(enumeration.violations(of: "9999.0").isEmpty)
        let message = enumeration.violations(of: "-1").first?.message
        #expect(message == "-1 is not one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 9990 more")
    }

    @Test func theNumberOfSubschemasIsBounded() {
        let schemas = Array(repeating: "{}", count: 20_001).joined(separator: ",")
        #expect(throws: SchemaError.self) { try Schema("{\"anyOf\": [\(schemas)]}".utf8) }
    }

    @Test func theSizeOfASchemaIsBounded() {
        var limits = Schema.Limits()
        limits.schemaBytes = 10
        #expect(throws: SchemaError.self) { try Schema(#"{"title": "long"}"#.utf8, limits: limits) }
    }

    @Test func theLengthOfLocationsIsBounded() throws {
        let name = String(repeating: "n", count: 3_000)
        #expect(throws: SchemaError.self) { try Schema("{\"properties\": {\"\(name)\": {}}}".utf8) }
        let found = try violations(of: "{\"\(name)\": 1}", by: #"{"additionalProperties": {"type": "null"}}"#)
        #expect(found.first.map { $0.instanceLocation.count <= 513 } == true)
    }

    @Test func violationsAreBounded() throws {
        let items = Array(repeating: "1", count: 1_000).joined(separator: ",")
        #expect(try violations(of: "[\(items)]", by: #"{"items": {"type": "null"}}"#).count == 16)
    }

    @Test(arguments: [
        ##"{"items": {"anyOf": [{"$ref": "#"}, {"$ref": "#"}, {"$ref": "#"}]}, "minItems": 1}"##,
        ##"{"items": {"allOf": [{"if": {"$ref": "#"}}, {"if": {"$ref": "#"}}]}}"##,
        ##"{"items": {"oneOf": [{"$ref": "#"}, {"$ref": "#"}]}, "type": "array"}"##,
    ])
    func exponentialWorkEndsInOneViolation(_ schema: String) throws {
        var limits = Schema.Limits()
        limits.steps = 100_000
        let found = try violations(of: nested(100), by: schema, limits: limits)
        #expect(found.map(\.message) == ["cannot be checked: validation takes more than 100000 steps"])
    }

    @Test func oneSchemaServesManyThreads() async throws {
        let schema = try Schema(#"{"type": "object", "properties": {"a": {"pattern": "^a+$"}}}"#.utf8)
        let counts = await withTaskGroup { group in
            for number in 0..<200 {
                group.addTask {
                    schema.violations(of: number.isMultiple(of: 2) ? #"{"a": "aa"}"# : #"{"a": "b"}"#).count
                }
            }
            return await group.reduce(0, +)
        }
        #expect(counts == 100)
    }
}
