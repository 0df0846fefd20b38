import ModelContextProtocol
import NIOCore
import TestSupport
import Testing

@testable import GatewayRuntime

@Suite struct EventStreamReaderTests {
    private static func read(_ pieces: [String]) -> [String] {
        var reader = EventStreamReader()
        var messages: [String] = []
        for piece in pieces {
            reader.append(ByteBuffer(string: piece))
            while let message = reader.next() { messages.append(String(buffer: message)) }
        }
        return messages
    }

    @Test(arguments: [
        ("data: a\n\n", ["a"]),
        ("data:a\n\n", ["a"]),
        ("data:  a\n\n", [" a"]),
        ("data: a\r\n\r\n", ["a"]),
        ("event: message\ndata: a\n\n", ["a"]),
        ("event: other\ndata: a\n\ndata: b\n\n", ["b"]),
        ("data: a\ndata: b\n\n", ["a\nb"]),
        ("data\n\n", [""]),
        (": comment\n\n: another\ndata: a\n\n", ["a"]),
        ("id: 7\nretry: 10\ndata: a\nunknown: x\ndatabase: y\n\n", ["a"]),
        ("\n\n\ndata: a\n\n\n", ["a"]),
        ("data: a\n\ndata: b\n\n", ["a", "b"]),
        ("data: unfinished\n", []),
        ("", []),
    ])
    func messagesAreTakenOutOfTheStream(stream: String, messages: [String]) {
        #expect(Self.read([stream]) == messages)
    }

    @Test(arguments: UInt64(1)...50)
    func theBordersOfPiecesDoNotMatter(seed: UInt64) {
        var random = SplitMix64(state: seed)
        let messages = (0..<20).map { _ in String(repeating: "é", count: Int.random(in: 1...40, using: &random)) }
        let stream = messages.map { ": tick\nevent: message\r\ndata: \($0)\n\n" }.joined()
        var bytes = Array(stream.utf8)[...]
        var reader = EventStreamReader()
        var read: [String] = []
        while !bytes.isEmpty {
            let count = Int.random(in: 1...min(bytes.count, 30), using: &random)
            reader.append(ByteBuffer(bytes: bytes.prefix(count)))
            bytes = bytes.dropFirst(count)
            while let message = reader.next() { read.append(String(buffer: message)) }
        }
        #expect(read == messages, "seed \(seed)")
        #expect(reader.heldBytes == 0)
    }

    @Test func whatIsHeldBackIsCounted() {
        var reader = EventStreamReader()
        reader.append(ByteBuffer(string: "data: 12345\ndata: 678"))
        #expect(reader.next() == nil)
        #expect(reader.heldBytes == 5 + 9)
    }

    @Test(arguments: [1, 7, 300, 100_000])
    func anEventOverTheLimitIsSkippedAndItsEndsAreKept(piece: Int) {
        let filling = String(repeating: "x", count: 2000)
        let long = #"{"id":5,"result":"\#(filling)"}"#
        let stream = "data: a\r\n\r\nevent: message\r\ndata: \(long)\r\nid: 9\r\n\r\ndata: b\n\n"
        var bytes = Array(stream.utf8)[...]
        var reader = EventStreamReader(limit: 1000)
        var (messages, ids, isHeld): ([String], [Int64?], Bool) = ([], [], false)
        while !bytes.isEmpty {
            reader.append(ByteBuffer(bytes: bytes.prefix(piece)))
            bytes = bytes.dropFirst(piece)
            while let message = reader.next() { messages.append(String(buffer: message)) }
            isHeld = isHeld || reader.heldBytes > 1000
            ids += reader.takeLongEvents().map(\.responseID)
        }
        guard piece < stream.utf8.count else {
            // It was there as a whole before anybody looked.
            #expect(messages.count == 3 && ids == [])
            return
        }
        #expect(messages == ["a", "b"])
        #expect(ids == [5, 5])
        #expect(!isHeld)
    }
}
