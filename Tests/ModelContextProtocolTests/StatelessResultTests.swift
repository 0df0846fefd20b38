import NIOCore
import Testing

@testable import ModelContextProtocol

struct StatelessResultTests {
    private static let described =
        #""io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}"#
    private static let stamp = #""io.modelcontextprotocol/serverInfo":{"name":"g"}"#

    @Test(arguments: [
        (#"{}"#, MCPMethod.toolsCall, #"{"resultType":"complete","_meta":{\#(stamp)}}"#),
        (
            #"{"tools":[]}"#, .toolsList,
            #"{"resultType":"complete","ttlMs":0,"cacheScope":"private","_meta":{\#(stamp)},"tools":[]}"#
        ),
        (
            #"{"content":[{"n":18446744073709551615}],"_meta":{"a":1,"io.modelcontextprotocol/serverInfo":{"name":"b"}}}"#,
            .toolsCall,
            #"{"resultType":"complete","content":[{"n":18446744073709551615}],"_meta":{"a":1,\#(stamp)}}"#
        ),
        (
            #"{"resultType":"input_required","requestState":"x"}"#, .toolsCall,
            #"{"_meta":{\#(stamp)},"resultType":"input_required","requestState":"x"}"#
        ),
    ])
    func aCompleteResultSaysAllThatItMust(result: String, method: MCPMethod, expected: String) {
        let complete = StatelessResult.complete(ByteBuffer(string: result), for: method, by: #"{"name":"g"}"#)
        #expect(String(buffer: complete) == expected)
    }

    @Test func aMissingResourceIsAnInvalidParameter() {
        let error = ByteBuffer(string: #"{"code":-32002,"message":"no","data":{"uri":"a:1"}}"#)
        let expected = #"{"code":-32602,"message":"no","data":{"uri":"a:1"}}"#
        #expect(String(buffer: StatelessResult.error(error)) == expected)
        let other = ByteBuffer(string: #"{"code":-1,"message":"no"}"#)
        #expect(StatelessResult.error(other) == other)
    }

    @Test(arguments: [
        (#"{}"#, JSONRPCErrorCode.invalidParams),
        (#"{"io.modelcontextprotocol/protocolVersion":1}"#, .invalidParams),
        (#"{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}"#, .invalidParams),
        (
            #"{"io.modelcontextprotocol/protocolVersion":"1999-01-01","io.modelcontextprotocol/clientCapabilities":{}}"#,
            .unsupportedProtocolVersion
        ),
        (#"{\#(described),"io.modelcontextprotocol/logLevel":"loud"}"#, .invalidParams),
        (#"{\#(described),"io.modelcontextprotocol/clientInfo":"x"}"#, .invalidParams),
        (#"{\#(described),"io.modelcontextprotocol/clientInfo":{"name":"x"}}"#, .invalidParams),
    ])
    func aRequestThatDoesNotDescribeItselfIsRefused(meta: String, code: JSONRPCErrorCode) throws {
        let message = ByteBuffer(
            string: #"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":\#(meta)}}"#
        )
        let envelope = try Envelope(of: message)
        let problem = #expect(throws: StatelessEnvelope.Problem.self) { try StatelessEnvelope(message, envelope) }
        #expect(problem?.code == code)
    }
}
