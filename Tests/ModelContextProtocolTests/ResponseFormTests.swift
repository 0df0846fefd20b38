import ModelContextProtocol
import NIOCore
import Testing

@Suite struct ResponseFormTests {
    @Test(arguments: [
        (#""result":{}"#, true), (#""result": {"a":1}"#, true), (#""result":[]"#, false), (#""result":null"#, false),
        (#""result":"x""#, false), (#""result":7"#, false), (#""error":{"code":-1,"message":"no"}"#, true),
        (#""error":{"code":-1,"message":"no","data":[]}"#, true), (#""error":"no""#, false), (#""error":{}"#, false),
        (#""error":{"code":"-1","message":"no"}"#, false), (#""error":{"code":1}"#, false), (#""error":null"#, false),
        (#""error":{"code":1.5,"message":"no"}"#, false), (#""error":{"code":1,"message":null}"#, false),
    ])
    func aResponseHasAResultThatIsAnObjectOrAnErrorWithCodeAndMessage(_ member: String, _ isWellFormed: Bool) throws {
        let message = ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,\#(member)}"#)
        #expect(message.isWellFormed(try Envelope(of: message)) == isWellFormed)
    }
}
