import NIOCore
import Spec
import Testing

@testable import GatewayRuntime

@Suite struct RulingTests {
    @Test(arguments: [
        ("", Ruling.proceed), (" \n", .proceed), ("{}", .proceed), (#"{"error":"no"}"#, .refuse("no")),
        (#"{"arguments":{"a":1}}"#, .arguments(ByteBuffer(string: #"{"a":1}"#))),
        (#"{"result":{"content":[]}}"#, .result(ByteBuffer(string: #"{"content":[]}"#))),
        (#"{"content":[],"isError":true}"#, .result(ByteBuffer(string: #"{"content":[],"isError":true}"#))),
    ])
    func `what an interceptor says before a call`(_ output: String, _ ruling: Ruling) throws {
        #expect(try Ruling(interceptorOutput: ByteBuffer(string: output), phase: .before) == ruling)
    }

    @Test(arguments: ["no", "[]", #"{"else":1}"#, #"{"result":5}"#, #"{"content":"#])
    func `anything else is a failure`(_ output: String) {
        #expect(throws: InterceptorFailure.self) {
            try Ruling(interceptorOutput: ByteBuffer(string: output), phase: .before)
        }
    }

    @Test func `arguments cannot be changed after the call`() {
        #expect(throws: InterceptorFailure.self) {
            try Ruling(interceptorOutput: ByteBuffer(string: #"{"arguments":{}}"#), phase: .after)
        }
    }
}
