import Logging
import ModelContextProtocol
import NIOCore
import NIOEmbedded
import Spec
import Synchronization
import Testing

@testable import GatewayRuntime

/// One connection on a channel without a socket, whose clock only the test moves.
struct BackendConnectionTests {
    private let channel = NIOAsyncTestingChannel()
    private let connection: BackendConnection

    init() {
        connection = BackendConnection(
            link: ChannelLink(channel: channel),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    @Test func aRequestThatIsNotAnsweredInTimeFailsAndItsServerIsTold() async throws {
        let answers = Answers()
        let id = try #require(send("tools/call", timeout: .seconds(2), answers))
        #expect(try await next() == Message.request("tools/call", id: id))
        await channel.testingEventLoop.advanceTime(by: .seconds(1))
        #expect(answers.failures.isEmpty)
        await channel.testingEventLoop.advanceTime(by: .seconds(1))
        #expect(answers.failures == [.timedOut(after: .seconds(2))])
        #expect(try await next() == Message.cancelled(requestID: id, reason: "timed out"))
        #expect(connection.inFlight == 0)
    }

    @Test func everyRequestHasItsOwnDeadlineWhateverTheOrderTheyCameIn() async throws {
        let (long, short, late) = (Answers(), Answers(), Answers())
        send("tools/call", timeout: .seconds(9), long)
        send("tools/call", timeout: .seconds(1), short)
        await channel.testingEventLoop.advanceTime(by: .seconds(1))
        #expect(short.failures == [.timedOut(after: .seconds(1))])
        send("tools/call", timeout: .seconds(4), late)
        await channel.testingEventLoop.advanceTime(by: .seconds(4))
        #expect(late.failures == [.timedOut(after: .seconds(4))])
        #expect(long.failures.isEmpty)
        await channel.testingEventLoop.advanceTime(by: .seconds(4))
        #expect(long.failures == [.timedOut(after: .seconds(9))])
    }

    /// Specification 2025-11-25, basic/utilities/cancellation: a client must not cancel `initialize`.
    @Test func aHandshakeThatTimesOutIsNotCancelled() async throws {
        let greeting = Greeting(.handshake)
        let handshake = Task {
            try await connection.begin(as: "1", allowing: .none, greeting: greeting, within: .seconds(30))
        }
        let request = try await next()
        #expect(try Envelope(of: request).knownMethod == .initialize)
        await channel.testingEventLoop.advanceTime(by: .seconds(60))
        await #expect(throws: BackendFailure.timedOut(after: .seconds(30))) { try await handshake.value }
        #expect(try await channel.readOutbound(as: ByteBuffer.self) == nil)
    }

    @Test func aCancelledRequestIsCancelledUpstreamAfterItWasSent() async throws {
        let answers = Answers()
        let id = try #require(send("tools/call", timeout: .seconds(9), answers))
        connection.cancel(id, reason: "the client has left")
        connection.cancel(id, reason: "once is enough")
        #expect(answers.failures == [.cancelled])
        #expect(try await next() == Message.request("tools/call", id: id))
        #expect(try await next() == Message.cancelled(requestID: id, reason: "the client has left"))
        #expect(try await channel.readOutbound(as: ByteBuffer.self) == nil)
    }

    @Test func anAnswerThatComesTooLateOrTwiceReachesNobody() async throws {
        let answers = Answers()
        let id = try #require(send("tools/call", timeout: .seconds(9), answers))
        let response = Message.result("{}", id: ByteBuffer(string: "\(id)"))
        connection.receive(response)
        connection.receive(response)
        connection.receive(Message.result("{}", id: ByteBuffer(string: "\(id + 1)")))
        #expect(answers.responses == [response])
        #expect(answers.failures.isEmpty)
    }

    @Test func moreRequestsThanFitAreRefusedAndTakeNoRoom() async throws {
        let (accepted, refused) = (Answers(), Answers())
        for _ in 0..<BackendConnection.maximumInFlight { send("tools/call", timeout: .seconds(9), accepted) }
        #expect(send("tools/call", timeout: .seconds(9), refused) == nil)
        #expect(refused.failures == [.busy])
        #expect(connection.inFlight == BackendConnection.maximumInFlight)
    }

    @Test func aConnectionThatAcceptsNothingMoreEndsWhatIsInFlightFirst() async throws {
        let (before, after) = (Answers(), Answers())
        let id = try #require(send("tools/call", timeout: .seconds(9), before))
        connection.stopAccepting()
        send("tools/call", timeout: .seconds(9), after)
        #expect(after.failures == [.notSent])
        let isIdle = Mutex(false)
        connection.whenIdle { isIdle.withLock { $0 = true } }
        #expect(!isIdle.withLock { $0 })
        connection.receive(Message.result("{}", id: ByteBuffer(string: "\(id)")))
        #expect(isIdle.withLock { $0 })
        #expect(before.responses.count == 1)
    }

    @Test(arguments: [
        (#"{"jsonrpc":"2.0","id":"q","method":"ping"}"#, #"{"jsonrpc":"2.0","id":"q","result":{}}"#),
        (#"{"jsonrpc":"2.0","id":7,"method":"roots/list"}"#, #"{"jsonrpc":"2.0","id":7,"result":{"roots":[]}}"#),
    ])
    func aServersOwnQuestionIsAnsweredUnderItsId(_ question: String, _ answer: String) async throws {
        connection.receive(ByteBuffer(string: question))
        #expect(try await next() == ByteBuffer(string: answer))
    }

    /// While people think about a question, no call in flight times out; the call in whose course it may be is named.
    @Test func aQuestionPutsDeadlinesOffAndIsAnsweredUnderItsServersId() async throws {
        let (answers, asked) = (Answers(), Questions())
        connection.tell(
            BackendConnection.Listener(notice: { _, _, _ in }, question: { question in asked.note(question) })
        )
        send("tools/call", timeout: .seconds(2), answers)
        _ = try await next()
        connection.receive(ByteBuffer(string: #"{"jsonrpc":"2.0","id":"q","method":"elicitation/create","params":{}}"#))
        await channel.testingEventLoop.advanceTime(by: .seconds(60))
        #expect(answers.failures.isEmpty)
        let reply = ByteBuffer(string: #"{"jsonrpc":"2.0","id":3,"result":{"action":"cancel"}}"#)
        let question = try #require(asked.all.first)
        question.answer(reply, try Envelope(of: reply))
        question.refuse(.internalError, "once is enough")
        let expected = #"{"jsonrpc":"2.0","id":"q","result":{"action":"cancel"}}"#
        #expect(try await next() == ByteBuffer(string: expected))
        #expect(try await channel.readOutbound(as: ByteBuffer.self) == nil)
    }

    @Test func aQuestionThatItsServerTakesBackIsTakenFromTheClient() async throws {
        let (asked, taken) = (Questions(), Answers())
        connection.tell(
            BackendConnection.Listener(notice: { _, _, _ in }, question: { question in asked.note(question) })
        )
        connection.receive(ByteBuffer(string: #"{"jsonrpc":"2.0","id":5,"method":"roots/list"}"#))
        try #require(asked.all.first).onWithdrawal { taken.note(.failed(.cancelled)) }
        let notice = #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":5}}"#
        connection.receive(ByteBuffer(string: notice))
        #expect(taken.failures == [.cancelled])
        asked.all.first?.answer(result: "{}")
        #expect(try await channel.readOutbound(as: ByteBuffer.self) == nil)
    }

    @Test(arguments: ["Server started on stdio", "", "[1,2]", "{\"jsonrpc\":\"2.0\"}", "\u{0}", "{\"id\":"])
    func noiseHarmsNothing(_ line: String) async throws {
        let answers = Answers()
        send("tools/call", timeout: .seconds(9), answers)
        connection.receive(ByteBuffer(string: line))
        #expect(connection.inFlight == 1)
        #expect(answers.failures.isEmpty)
    }

    @discardableResult
    private func send(_ method: String, timeout: Duration, _ answers: Answers) -> Int64? {
        connection.send(timeout: timeout) {
            Message.request(method, id: $0)
        } completion: {
            answers.note($0)
        }
    }

    private func next() async throws -> ByteBuffer {
        try await channel.waitForOutboundWrite(as: ByteBuffer.self)
    }
}

/// What became of requests.
private final class Answers: Sendable {
    private let state = Mutex<(responses: [ByteBuffer], failures: [BackendFailure])>(([], []))

    var responses: [ByteBuffer] { state.withLock { $0.responses } }
    var failures: [BackendFailure] { state.withLock { $0.failures } }

    func note(_ answer: PendingRequests.Answer) {
        state.withLock { state in
            switch answer {
            case .response(let message, _): state.responses.append(message)
            case .failed(let failure): state.failures.append(failure)
            }
        }
    }
}

/// What a server asked.
private final class Questions: Sendable {
    private let asked = Mutex<[ServerQuestion]>([])

    var all: [ServerQuestion] { asked.withLock { $0 } }

    func note(_ question: ServerQuestion) {
        asked.withLock { $0.append(question) }
    }
}
