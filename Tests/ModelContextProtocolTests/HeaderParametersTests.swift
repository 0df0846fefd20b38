import ModelContextProtocol
import NIOCore
import Testing

@Suite struct HeaderParametersTests {
    private static let schema = """
        {"type":"object","properties":{
          "region":{"type":"string","x-mcp-header":"Region"},
          "floor":{"type":"integer","x-mcp-header":"Floor"},
          "urgent":{"type":"boolean","x-mcp-header":"Urgent"},
          "place":{"type":"object","properties":{"city":{"type":"string","x-mcp-header":"City"}}},
          "x-mcp-header":{"type":"string"}}}
        """

    private func parameters(_ schema: String = schema) throws -> HeaderParameters {
        try HeaderParameters(inputSchema: ByteBuffer(string: schema))
    }

    @Test(arguments: [
        (#"{"region":"eu","floor":3,"urgent":true}"#, ["Region": "eu", "Floor": "3", "Urgent": "true"]),
        (
            #"{"region":"Zürich","place":{"city":" Rome"}}"#,
            ["Region": "=?base64?WsO8cmljaA==?=", "City": "=?base64?IFJvbWU=?="]
        ),
        (#"{"region":null,"floor":[1],"place":"none","urgent":{}}"#, [:]),
        (#"{"region":"=?base64?x?="}"#, ["Region": "=?base64?PT9iYXNlNjQ/eD89?="]),
        ("{}", [:]),
    ])
    func argumentsHaveTheirFields(_ arguments: String, _ expected: [String: String]) throws {
        let fields = try parameters().fields(for: JSONText(ByteBuffer(string: arguments)))
        let found = Dictionary(
            uniqueKeysWithValues: fields.map { (String($0.name.dropFirst("Mcp-Param-".count)), $0.value) }
        )
        #expect(found == expected)
        // What one side writes, the other accepts.
        let values = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, [$0.value]) })
        let mismatch = try parameters().mismatch(with: JSONText(ByteBuffer(string: arguments))) { values[$0] ?? [] }
        #expect(mismatch == nil)
    }

    @Test(arguments: [
        (#"{"region":"eu"}"#, ["Mcp-Param-Region": ["us"]], "is not what the body says"),
        (#"{"region":"eu"}"#, [:], "Region is missing"),
        (#"{"region":"eu"}"#, ["Mcp-Param-Region": ["eu", "eu"]], "is not what the body says"),
        (#"{"region":"eu"}"#, ["Mcp-Param-Region": ["EU"]], "is not what the body says"),
        (#"{"region":null}"#, ["Mcp-Param-Region": ["eu"]], "its argument is not"),
        ("{}", ["Mcp-Param-Floor": ["1"]], "its argument is not"),
        (#"{"region":"x"}"#, ["Mcp-Param-Region": ["=?base64?e?="]], "is not what the body says"),
        (#"{"floor":42}"#, ["Mcp-Param-Floor": ["42.5"]], "is not what the body says"),
        (#"{"floor":9007199254740993}"#, ["Mcp-Param-Floor": ["9007199254740992"]], "is not what the body says"),
    ])
    func fieldsThatSaySomethingElseAreRefused(
        _ arguments: String,
        _ fields: [String: [String]],
        _ problem: String
    ) throws {
        let mismatch = try parameters().mismatch(with: JSONText(ByteBuffer(string: arguments))) { fields[$0] ?? [] }
        #expect(mismatch?.contains(problem) == true, "\(mismatch ?? "nothing")")
    }

    @Test(arguments: [
        (#"{"floor":42}"#, "Floor", " 42.0 "), (#"{"floor":42.0}"#, "Floor", "42"), (#"{"floor":-7}"#, "Floor", "-07"),
        (#"{"floor":1e3}"#, "Floor", "1000"), (#"{"floor":0}"#, "Floor", "-0"),
        (#"{"floor":18446744073709551615}"#, "Floor", "18446744073709551615.00"),
        (#"{"region":"eu"}"#, "Region", "=?base64?ZXU=?="), (#"{"region":""}"#, "Region", ""),
    ])
    func oneValueHasSeveralSpellings(_ arguments: String, _ name: String, _ field: String) throws {
        let mismatch = try parameters().mismatch(with: JSONText(ByteBuffer(string: arguments))) { wanted in
            wanted == "Mcp-Param-\(name)" ? [field] : []
        }
        #expect(mismatch == nil)
    }

    @Test(arguments: [
        #"{"type":"object","x-mcp-header":"A"}"#,
        #"{"properties":{"a":{"type":"number","x-mcp-header":"A"}}}"#,
        #"{"properties":{"a":{"x-mcp-header":"A"}}}"#,
        #"{"properties":{"a":{"type":["string","null"],"x-mcp-header":"A"}}}"#,
        #"{"properties":{"a":{"type":"string","x-mcp-header":"A B"}}}"#,
        #"{"properties":{"a":{"type":"string","x-mcp-header":""}}}"#,
        #"{"properties":{"a":{"type":"string","x-mcp-header":1}}}"#,
        #"{"properties":{"a":{"type":"string","x-mcp-header":"A"},"b":{"type":"string","x-mcp-header":"a"}}}"#,
        #"{"properties":{"a":{"type":"array","items":{"type":"string","x-mcp-header":"A"}}}}"#,
        #"{"anyOf":[{"properties":{"a":{"type":"string","x-mcp-header":"A"}}}]}"#,
        #"{"$defs":{"d":{"type":"string","x-mcp-header":"A"}}}"#,
    ])
    func anAnnotationThatCannotBeHonouredIsRefused(_ schema: String) {
        #expect(throws: HeaderParameters.Invalid.self) { try parameters(schema) }
    }

    @Test(arguments: [
        #"{"type":"object"}"#, #"{"properties":{"x-mcp-header":{"type":"number"}}}"#,
        #"{"properties":{"a":{"default":{"x-mcp-header":"A"},"enum":[{"x-mcp-header":1}]}}}"#,
    ])
    func dataIsNoAnnotation(_ schema: String) throws {
        #expect(try parameters(schema).isEmpty)
    }
}
