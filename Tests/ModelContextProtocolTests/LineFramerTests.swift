import ModelContextProtocol
import NIOCore
import TestSupport
import Testing

@Suite struct LineFramerTests {
    private static let stream = Array("{\"a\":1}\n\r\n  \n{\"é\":\"😀\"}\r\n\nlast\n".utf8)
    private static let lines = ["{\"a\":1}", "{\"é\":\"😀\"}", "last"]

    @Test func linesAreTheSameWhereverTheStreamIsSplit() {
        for first in 0...Self.stream.count {
            for second in first...Self.stream.count {
                var framer = LineFramer()
                let chunks = [Self.stream[..<first], Self.stream[first..<second], Self.stream[second...]]
                #expect(Self.lines(of: chunks, with: &framer) == Self.lines, "split at \(first) and \(second)")
            }
        }
    }

    @Test func aLineWithoutItsEndIsHeldBack() {
        var framer = LineFramer()
        framer.append(ByteBuffer(string: "one\ntw"))
        #expect(framer.next().map { String(buffer: $0) } == "one")
        #expect(framer.next() == nil)
        framer.append(ByteBuffer(string: "o\n"))
        #expect(framer.next().map { String(buffer: $0) } == "two")
    }

    @Test(arguments: [1, 3, 7, 100])
    func aLineOverTheLimitIsDroppedAndTheNextOneIsRead(chunk: Int) {
        var framer = LineFramer(limit: 8)
        let stream = Array("12345678\n123456789\n1234567890123456789012345678901234567890\nok\n".utf8)
        let chunks = stride(from: 0, to: stream.count, by: chunk).map { stream[$0..<min($0 + chunk, stream.count)] }
        #expect(Self.lines(of: chunks, with: &framer) == ["12345678", "ok"])
        #expect(framer.droppedLines == 2)
    }

    @Test(arguments: UInt64(1)...50)
    func randomChunksGiveTheSameLines(seed: UInt64) {
        var random = SplitMix64(state: seed)
        let lines = (0..<200).map { _ in String(repeating: "x", count: .random(in: 1...300, using: &random)) }
        let stream = Array(lines.joined(separator: "\n").utf8) + [0x0A]
        var chunks: [ArraySlice<UInt8>] = []
        var start = 0
        while start < stream.count {
            let end = min(stream.count, start + .random(in: 1...500, using: &random))
            chunks.append(stream[start..<end])
            start = end
        }
        var framer = LineFramer()
        #expect(Self.lines(of: chunks, with: &framer) == lines, "seed \(seed)")
    }

    private static func lines(of chunks: [ArraySlice<UInt8>], with framer: inout LineFramer) -> [String] {
        var lines: [String] = []
        for chunk in chunks {
            framer.append(ByteBuffer(bytes: chunk))
            while let line = framer.next() { lines.append(String(buffer: line)) }
        }
        return lines
    }
}
