import NIOCore
import Testing

@testable import GatewayRuntime

@Suite struct EventOutboxTests {
    private static func makeOutbox(count: Int = 256, bytes: Int = 1 << 20) -> EventOutbox {
        var limits = HTTPServerLimits()
        limits.pendingMessages = count
        limits.pendingBytes = bytes
        return EventOutbox(limits: limits)
    }

    private static func offer(_ texts: [String], to outbox: EventOutbox) {
        for text in texts { outbox.offer(ByteBuffer(string: text)) }
    }

    /// What a reader gets up to the reply, as text.
    private static func read(_ outbox: EventOutbox) async throws -> [String] {
        var texts: [String] = []
        while true {
            switch try await outbox.next() {
            case .message(let message): texts.append(String(buffer: message))
            case .keepAlive: texts.append("(keep-alive)")
            case .reply(let reply): return texts + [reply.map { "reply " + String(buffer: $0) } ?? "end"]
            }
        }
    }

    @Test func messagesComeInOrderAndTheReplyLast() async throws {
        let outbox = Self.makeOutbox()
        Self.offer(["1", "2", "3"], to: outbox)
        outbox.finish(with: ByteBuffer(string: "x"))
        #expect(try await Self.read(outbox) == ["1", "2", "3", "reply x"])
    }

    @Test func nothingComesAfterTheReplyAndOnlyTheFirstCounts() async throws {
        let outbox = Self.makeOutbox()
        outbox.finish(with: ByteBuffer(string: "x"))
        outbox.finish(with: nil)
        Self.offer(["late"], to: outbox)
        #expect(try await Self.read(outbox) == ["reply x"])
        #expect(try await Self.read(outbox) == ["reply x"])
    }

    @Test func theOldestMessagesAreDroppedWhenTooManyWait() async throws {
        let outbox = Self.makeOutbox(count: 2)
        Self.offer(["1", "2", "3", "4"], to: outbox)
        outbox.finish(with: nil)
        #expect(outbox.droppedMessages == 2)
        #expect(try await Self.read(outbox) == ["3", "4", "end"])
    }

    @Test func theOldestMessagesAreDroppedWhenTheyAreTooLarge() async throws {
        let outbox = Self.makeOutbox(bytes: 10)
        Self.offer(["123456", "1234567", "a message over the limit alone"], to: outbox)
        outbox.finish(with: nil)
        #expect(try await Self.read(outbox) == ["a message over the limit alone", "end"])
        #expect(outbox.droppedMessages == 2)
    }

    @Test func aCancelledReaderLosesNothing() async throws {
        let outbox = Self.makeOutbox()
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do {
                    _ = try await outbox.next()
                    return false
                } catch {
                    return error is CancellationError
                }
            }
            group.cancelAll()
            #expect(await group.next() == true)
        }
        Self.offer(["kept"], to: outbox)
        outbox.finish(with: nil)
        #expect(try await Self.read(outbox) == ["kept", "end"])
    }

    @Test func offersFromManyThreadsAllArrive() async throws {
        let outbox = Self.makeOutbox(count: 10_000)
        async let texts = Self.read(outbox)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<1000 {
                group.addTask { Self.offer([String(number)], to: outbox) }
            }
        }
        outbox.finish(with: nil)
        #expect(Set(try await texts) == Set((0..<1000).map(String.init) + ["end"]))
    }
}
