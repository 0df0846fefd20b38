import ModelContextProtocol
import NIOCore
import Spec
import Testing

@testable import GatewayRuntime

@Suite struct RequestStateSealTests {
    private let seal = RequestStateSeal()

    private func request(_ method: String, _ params: String) throws -> ClientRequest {
        let message = Message.request(method, id: 1, params: params)
        return ClientRequest(
            message,
            try Envelope(of: message),
            id: ByteBuffer(string: "1"),
            of: nil,
            related: { _ in },
            reply: { _ in }
        )
    }

    private var contents: RequestStateSeal.Contents {
        get throws {
            let server = try #require(ServerName("a"))
            return RequestStateSeal.Contents(server: server, state: ByteBuffer(string: #""s\u00e9""#), copy: "copy")
        }
    }

    private static let params = #"{"name":"t","arguments":{"a":1},"_meta":{}}"#

    @Test func aSealedStateIsOpenedForTheSameRequestOnly() throws {
        let text = try seal.seal(contents, for: request("tools/call", Self.params), at: .seconds(5))
        #expect(RequestStateSeal.isSealed(text) && !text.contains("copy"))
        let again = try request("tools/call", #"{"name":"t","requestState":"x","arguments":{"a":1}}"#)
        #expect(try seal.open(text, for: again, at: .seconds(6)) == contents)
        for (method, params) in [
            ("tools/call", #"{"name":"u","arguments":{"a":1}}"#), ("tools/call", #"{"name":"t","arguments":{"a":2}}"#),
            ("tools/call", #"{"name":"t"}"#), ("prompts/get", Self.params), ("resources/read", #"{"uri":"t"}"#),
        ] {
            #expect(try seal.open(text, for: request(method, params), at: .seconds(6)) == nil, "\(method) \(params)")
        }
    }

    @Test func aStateThatWasChangedOrIsOldOrAStrangersIsWorthNothing() throws {
        let request = try request("tools/call", Self.params)
        let text = try seal.seal(contents, for: request, at: .zero)
        #expect(seal.open(text, for: request, at: RequestStateSeal.patience) == nil)
        #expect(RequestStateSeal().open(text, for: request, at: .zero) == nil)
        var bytes = Array(text.utf8)
        for index in bytes.indices.dropFirst("sealed.".utf8.count).dropLast(4) {
            bytes[index] ^= 1
            #expect(seal.open(String(decoding: bytes, as: UTF8.self), for: request, at: .zero) == nil)
            bytes[index] ^= 1
        }
        #expect(seal.open("sealed.", for: request, at: .zero) == nil)
    }

    @Test(
        arguments: [
            (
                #"{"roots":{"listChanged":true},"sampling":{"tools":{}},"tasks":{}}"#, nil,
                #"{"roots":{},"sampling":{"tools":{}}}"#
            ),
            (
                #"{"elicitation":{"form":{}},"extensions":{"a/b":{}}}"#, ProtocolVersion.v2025_11_25,
                #"{"elicitation":{"form":{}}}"#
            ),
            (#"{"elicitation":{}}"#, .v2025_03_26, "{}"), (#"{"sampling":true}"#, nil, "{}"), ("{}", nil, "{}"),
        ] as [(String, ProtocolVersion?, String)]
    )
    func serversAreToldWhatTheClientCanBeAsked(
        _ declared: String,
        _ version: ProtocolVersion?,
        _ expected: String
    ) throws {
        let capabilities = try JSONText(ByteBuffer(string: declared))
        #expect(AskableCapabilities(capabilities, version: version).json == expected)
    }
}
