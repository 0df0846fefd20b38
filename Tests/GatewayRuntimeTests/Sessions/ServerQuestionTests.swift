import ModelContextProtocol
import NIOCore
import Testing

@testable import GatewayRuntime

struct ServerQuestionTests {
    private static let form = #""method":"elicitation/create","params":{"message":"?","requestedSchema":{}}"#
    private static let url = #""method":"elicitation/create","params":{"mode":"url","url":"https://a.example"}"#
    private static let sampling = #""method":"sampling/createMessage","params":{"messages":[]}"#
    private static let samplingWithTools = #""method":"sampling/createMessage","params":{"messages":[],"tools":[]}"#
    private static let roots = #""method":"roots/list""#

    @Test(arguments: [
        (form, #"{"elicitation":{}}"#), (form, #"{"elicitation":{"form":{}}}"#),
        (form, #"{"elicitation":{"form":{},"url":{}}}"#), (url, #"{"elicitation":{"url":{}}}"#),
        (sampling, #"{"sampling":{}}"#), (samplingWithTools, #"{"sampling":{"tools":{}}}"#),
        (roots, #"{"roots":{}}"#),
    ])
    func aClientIsAskedWhatItHasDeclared(question: String, capabilities: String) throws {
        #expect(try Self.question(question).objection(given: JSONText(ByteBuffer(string: capabilities))) == nil)
    }

    @Test(arguments: [
        (form, #"{}"#, "elicitation"), (form, #"{"elicitation":{"url":{}}}"#, "elicitation by form"),
        (url, #"{"elicitation":{}}"#, "elicitation by URL"),
        (url, #"{"elicitation":{"form":{}}}"#, "elicitation by URL"),
        (sampling, #"{"elicitation":{}}"#, "sampling"), (samplingWithTools, #"{"sampling":{}}"#, "tools in sampling"),
        (roots, #"{}"#, "roots"),
    ])
    func aClientIsNotAskedWhatItHasNotDeclared(question: String, capabilities: String, lack: String) throws {
        let objection = try Self.question(question).objection(given: JSONText(ByteBuffer(string: capabilities)))
        #expect(objection == "the client does not support \(lack)")
    }

    @Test(arguments: [
        ([form], #"{"elicitation":{"form":{}}}"#), ([url, form, url], #"{"elicitation":{"form":{},"url":{}}}"#),
        ([roots, sampling], #"{"roots":{},"sampling":{}}"#),
        ([sampling, samplingWithTools], #"{"sampling":{"tools":{}}}"#),
    ])
    func whatIsNeededIsSaidOnceAndWithItsParts(questions: [String], capabilities: String) throws {
        #expect(try ServerQuestion.requiredCapabilities(questions.map(Self.question)) == capabilities)
    }

    private static func question(_ members: String) throws -> ServerQuestion {
        let message = ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,\#(members)}"#)
        return ServerQuestion(message, try Envelope(of: message), caller: nil) { _ in }
    }
}
