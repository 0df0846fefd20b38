import ModelContextProtocol
import NIOCore
import Spec
import Testing

@testable import GatewayRuntime

struct URLElicitationErrorTests {
    private static let error = """
        {"code":-32042,"message":"sign in","data":{"elicitations":[\
        {"mode":"url","elicitationId":"e1","url":"https://a.example/?b=\\"1","message":"Sign in"},{"url":7}]}}
        """

    @Test func aClientThatOpensPagesIsAskedToAndComesAgain() throws {
        let expected = """
            {"jsonrpc":"2.0","id":"x","result":{"resultType":"input_required","inputRequests":{"page1":\
            {"method":"elicitation/create","params":{"mode":"url","url":"https://a.example/?b=\\"1",\
            "message":"[wiki] Sign in"}}}}}
            """
        #expect(try answer(to: #"{"elicitation":{"url":{}}}"#) == expected)
    }

    @Test(arguments: [#"{}"#, #"{"elicitation":{}}"#, #"{"elicitation":{"form":{}}}"#])
    func anyOtherClientHearsWhatItLacks(capabilities: String) throws {
        let answer = try answer(to: capabilities)
        #expect(answer.contains(#""code":-32021"#))
        #expect(answer.contains(#""data":{"requiredCapabilities":{"elicitation":{"url":{}}}}"#))
    }

    @Test(arguments: [
        #"{"code":-32041,"message":"no","data":{"elicitations":[{"url":"https://a.example"}]}}"#,
        #"{"code":-32042,"message":"no"}"#, #"{"code":-32042,"data":{"elicitations":5}}"#,
        #"{"code":-32042,"data":{"elicitations":[]}}"#, #"{"code":"-32042"}"#, "7",
    ])
    func otherErrorsAreNone(error: String) {
        let read = URLElicitationError(ByteBuffer(string: error))
        #expect(read == nil)
    }

    private func answer(to capabilities: String) throws -> String {
        let error = try #require(URLElicitationError(ByteBuffer(string: Self.error)))
        let server = try #require(ServerName("wiki"))
        let capabilities = try JSONText(ByteBuffer(string: capabilities))
        return String(buffer: error.answer(from: server, to: capabilities, id: ByteBuffer(string: #""x""#)))
    }
}
