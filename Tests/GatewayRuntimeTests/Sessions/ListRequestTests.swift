import ModelContextProtocol
import NIOCore
import TestSupport
import Testing

@testable import GatewayRuntime

@Suite(.timeLimit(.minutes(1))) struct ListRequestTests {
    @Test(
        arguments: ["tools/list", "prompts/list", "resources/list", "resources/templates/list"],
        [
            ("{}", true), (#"{"cursor":null}"#, true), (#"{"cursor":"x"}"#, false), (#"{"cursor":""}"#, false),
            (#"{"cursor":0}"#, false), (#"{"cursor":{}}"#, false), ("[]", false),
        ]
    )
    func aCursorIsOneOfTheLists(_ method: String, _ params: (text: String, isGood: Bool)) async throws {
        try await ServedGateway.lend { served in
            let session = await served.openSession()
            defer { session.close() }
            let request = Message.request(method, id: 2, params: params.text)
            let answer = String(buffer: try #require(await session.receive(request, related: { _ in })))
            #expect(
                answer.contains(#""result""#) == params.isGood && answer.contains("-32602") != params.isGood,
                "\(answer)"
            )
        }
    }
}
