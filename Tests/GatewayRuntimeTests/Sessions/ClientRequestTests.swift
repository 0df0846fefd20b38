import ModelContextProtocol
import NIOCore
import Synchronization
import Testing

@testable import GatewayRuntime

struct ClientRequestTests {
    @Test func whatWasTakenBackBeforeItWasSentIsGivenUpUpstream() throws {
        let request = try request { _ in }
        request.cancel(because: "the client has left")
        let reasons = Mutex<[String]>([])
        request.onWithdrawal { reason in reasons.withLock { $0.append(reason) } }
        #expect(reasons.withLock { $0 }.count == 1)
    }

    @Test func whatWasTakenBackIsGivenUpWithTheReasonAndOnlyOnce() throws {
        let replies = Mutex<[ByteBuffer?]>([])
        let request = try request { reply in replies.withLock { $0.append(reply) } }
        let reasons = Mutex<[String]>([])
        request.onWithdrawal { reason in reasons.withLock { $0.append(reason) } }
        request.cancel(because: "the client has left")
        request.cancel(because: "again")
        request.finish(Message.result("{}", id: request.id))
        #expect(reasons.withLock { $0 } == ["the client has left"])
        #expect(replies.withLock { $0 } == [nil])
    }

    @Test func anAnsweredRequestIsNotGivenUp() throws {
        let request = try request { _ in }
        let reasons = Mutex<[String]>([])
        request.onWithdrawal { reason in reasons.withLock { $0.append(reason) } }
        request.finish(Message.result("{}", id: request.id))
        request.cancel(because: "too late")
        #expect(reasons.withLock { $0 }.isEmpty)
    }

    private func request(_ reply: @escaping @Sendable (ByteBuffer?) -> Void) throws -> ClientRequest {
        let message = ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}"#)
        let id = ByteBuffer(string: "1")
        let envelope = try Envelope(of: message)
        return ClientRequest(message, envelope, id: id, of: nil, related: { _ in }, reply: reply) { _ in }
    }
}
