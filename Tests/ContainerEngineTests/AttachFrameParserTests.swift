@testable import ContainerEngine
import NIOCore
import TestSupport
import Testing

@Suite struct AttachFrameParserTests {
    private static let stream: [UInt8] =
        [1, 0, 0, 0, 0, 0, 0, 3] + Array("abc".utf8) + [2, 0, 0, 0, 0, 0, 0, 0] + [2, 0, 0, 0, 0, 0, 0, 2]
        + Array("xy".utf8) + [1, 0, 0, 0, 0, 0, 0, 1] + Array("d".utf8)

    @Test(arguments: 0...stream.count)
    func aSplitAtAnyByteChangesNothing(position: Int) throws {
        let chunks = [Array(Self.stream[..<position]), Array(Self.stream[position...])]
        #expect(try parse(chunks) == ["abcd", "xy"])
    }

    @Test func singleBytesAreEnough() throws {
        #expect(try parse(Self.stream.map { [$0] }) == ["abcd", "xy"])
    }

    @Test(arguments: UInt64(1)...50)
    func anyCutOfAnyStreamGivesTheSameText(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        var (bytes, expected): ([UInt8], [[UInt8]]) = ([], [[], []])
        for _ in 0..<Int.random(in: 1...20, using: &random) {
            let stream = Int.random(in: 0...1, using: &random)
            let payload = (0..<Int.random(in: 0...300, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            bytes +=
                [UInt8(stream + 1), 0, 0, 0, 0, 0, UInt8(payload.count >> 8), UInt8(payload.count & 255)] + payload
            expected[stream] += payload
        }
        var parser = AttachFrameParser()
        var found: [[UInt8]] = [[], []]
        while !bytes.isEmpty {
            var chunk = ByteBuffer(bytes: bytes.prefix(Int.random(in: 1...100, using: &random)))
            bytes.removeFirst(chunk.readableBytes)
            while let frame = try parser.next(in: &chunk) {
                found[Int(frame.stream.rawValue) - 1] += Array(frame.bytes.readableBytesView)
            }
        }
        #expect(found == expected, "seed \(seed)")
    }

    @Test(
        arguments: [
            [3, 0, 0, 0, 0, 0, 0, 1], [1, 1, 0, 0, 0, 0, 0, 1], [1, 0, 0, 9, 0, 0, 0, 1],
            [0x48, 0x54, 0x54, 0x50, 0, 0, 0, 0],
            [1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], [1, 0, 0, 0, 4, 0, 0, 1],
        ] as [[UInt8]]
    )
    func whatIsNoHeaderIsRefused(header: [UInt8]) {
        #expect(throws: AttachFrameParser.Malformed(header: header)) { try parse([header]) }
    }

    @Test func aLongFrameIsPassedOnAsItComes() throws {
        var parser = AttachFrameParser()
        var buffer = ByteBuffer(bytes: [1, 0, 0, 0, 4, 0, 0, 0, 65])
        let frame = try parser.next(in: &buffer)
        #expect(frame == AttachFrame(stream: .stdout, bytes: ByteBuffer(string: "A")))
        #expect(buffer.readableBytes == 0)
    }

    private func parse(_ chunks: [[UInt8]]) throws -> [String] {
        var parser = AttachFrameParser()
        var texts = ["", ""]
        for chunk in chunks {
            var buffer = ByteBuffer(bytes: chunk)
            while let frame = try parser.next(in: &buffer) {
                texts[Int(frame.stream.rawValue) - 1] += String(buffer: frame.bytes)
            }
        }
        return texts
    }
}
