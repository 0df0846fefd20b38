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

    @Test func whatComesWhileTheClientIsAskedBackWaitsForItToComeAgain() throws {
        let first = Mutex<[ByteBuffer?]>([])
        let second = Mutex<[ByteBuffer?]>([])
        let asked = try request { reply in first.withLock { $0.append(reply) } }
        let again = try request { reply in second.withLock { $0.append(reply) } }
        let reasons = Mutex<[String]>([])
        asked.onWithdrawal { reason in reasons.withLock { $0.append(reason) } }
        let withdrawal = try #require(asked.suspend(with: ByteBuffer(string: "question")))
        let answer = ByteBuffer(string: "answer")
        asked.deliver { $0.finish(answer) }
        #expect(first.withLock { $0 } == [ByteBuffer(string: "question")])
        #expect(second.withLock { $0 }.isEmpty)
        asked.resume(as: again)
        #expect(second.withLock { $0 } == [answer])
        #expect(asked.current === again)
        withdrawal("over")
        #expect(reasons.withLock { $0 } == ["over"])
    }

    @Test func anAnsweredRequestCannotAskBack() throws {
        let request = try request { _ in }
        request.finish(Message.result("{}", id: request.id))
        #expect(request.suspend(with: ByteBuffer(string: "question")) == nil)
    }

    private func request(_ reply: @escaping @Sendable (ByteBuffer?) -> Void) throws -> ClientRequest {
        let message = ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}"#)
        let id = ByteBuffer(string: "1")
        let envelope = try Envelope(of: message)
        return ClientRequest(message, envelope, id: id, of: nil, related: { _ in }, reply: reply)
    }
}
