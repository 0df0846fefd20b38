import NIOCore
import Synchronization
import Testing

@testable import GatewayRuntime

@Suite struct EventOutboxTests {
    private static func makeOutbox(
        count: Int = 256,
        bytes: Int = 1 << 20,
        stream: EventID.Stream? = nil
    ) -> EventOutbox {
        var limits = HTTPServerLimits()
        limits.pendingMessages = count
        limits.pendingBytes = bytes
        return EventOutbox(limits: limits, stream: stream)
    }

    private static func offer(_ texts: [String], to outbox: EventOutbox) {
        for text in texts { outbox.offer(ByteBuffer(string: text)) }
    }

    /// What a reader gets up to the reply or as far as there is something, as text with the events' numbers.
    private static func read(_ outbox: EventOutbox) -> [String] {
        var texts: [String] = []
        while let event = outbox.next() {
            switch event {
            case .message(let message, let id): texts.append(name(id) + String(buffer: message))
            case .reply(let reply, let id):
                return texts + [name(id) + (reply.map { "reply " + String(buffer: $0) } ?? "end")]
            }
        }
        return texts
    }

    private static func name(_ id: EventID?) -> String { id.map { $0.text + " " } ?? "" }

    @Test func messagesComeInOrderAndTheReplyLast() {
        let outbox = Self.makeOutbox()
        Self.offer(["1", "2", "3"], to: outbox)
        outbox.finish(with: ByteBuffer(string: "x"))
        #expect(Self.read(outbox) == ["1", "2", "3", "reply x"])
    }

    @Test func nothingComesAfterTheReplyAndOnlyTheFirstCounts() {
        let outbox = Self.makeOutbox()
        outbox.finish(with: ByteBuffer(string: "x"))
        outbox.finish(with: nil)
        Self.offer(["late"], to: outbox)
        #expect(Self.read(outbox) == ["reply x"])
        #expect(Self.read(outbox) == ["reply x"])
    }

    @Test func theOldestMessagesAreDroppedWhenTooManyWait() {
        let outbox = Self.makeOutbox(count: 2)
        Self.offer(["1", "2", "3", "4"], to: outbox)
        outbox.finish(with: nil)
        #expect(outbox.droppedMessages == 2)
        #expect(Self.read(outbox) == ["3", "4", "end"])
    }

    @Test func theOldestMessagesAreDroppedWhenTheyAreTooLarge() {
        let outbox = Self.makeOutbox(bytes: 10)
        Self.offer(["123456", "1234567", "a message over the limit alone"], to: outbox)
        outbox.finish(with: nil)
        #expect(Self.read(outbox) == ["a message over the limit alone", "end"])
        #expect(outbox.droppedMessages == 2)
    }

    @Test func aReaderIsToldOfWhatWaitsAndOfWhatComes() {
        let outbox = Self.makeOutbox()
        let calls = Mutex(0)
        outbox.attach { _ in calls.withLock { $0 += 1 } }
        #expect(calls.withLock(\.self) == 1)
        Self.offer(["1"], to: outbox)
        outbox.finish(with: nil)
        #expect(calls.withLock(\.self) == 3)
        outbox.detach()
        outbox.finish(with: nil)
        #expect(calls.withLock(\.self) == 3)
    }

    @Test func whatAReaderLostComesAgain() {
        let outbox = Self.makeOutbox(stream: 7)
        Self.offer(["a", "b", "c"], to: outbox)
        #expect(Self.read(outbox) == ["7-1 a", "7-2 b", "7-3 c"])
        outbox.rewind(to: 1)
        outbox.finish(with: ByteBuffer(string: "x"))
        #expect(Self.read(outbox) == ["7-2 b", "7-3 c", "7-4 reply x"])
        outbox.rewind(to: 3)
        #expect(Self.read(outbox) == ["7-4 reply x"])
        outbox.rewind(to: 0)
        #expect(Self.read(outbox) == ["7-1 a", "7-2 b", "7-3 c", "7-4 reply x"])
    }

    @Test func aReaderThatHasTheReplyGetsNothingMore() {
        let outbox = Self.makeOutbox(stream: 7)
        Self.offer(["a"], to: outbox)
        outbox.finish(with: ByteBuffer(string: "x"))
        #expect(Self.read(outbox) == ["7-1 a", "7-2 reply x"])
        outbox.rewind(to: 2)
        #expect(Self.read(outbox) == ["7-2 end"])
    }

    @Test func onlyTheNewestAreKeptForAReaderThatComesBack() {
        let outbox = Self.makeOutbox(count: 2, stream: 7)
        for text in ["a", "b", "c", "d"] {
            Self.offer([text], to: outbox)
            _ = outbox.next()
        }
        outbox.rewind(to: 0)
        #expect(Self.read(outbox) == ["7-3 c", "7-4 d"])
        #expect(outbox.keptBytes == 2)
    }

    @Test func offersFromManyThreadsAllArrive() async {
        let outbox = Self.makeOutbox(count: 10_000)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<1000 {
                group.addTask { Self.offer([String(number)], to: outbox) }
            }
        }
        outbox.finish(with: nil)
        #expect(Set(Self.read(outbox)) == Set((0..<1000).map(String.init) + ["end"]))
    }
}
