@testable import ContainerEngine
import NIOCore
import Testing

@Suite struct LineSplitterTests {
    @Test(arguments: 1...12)
    func chunksDoNotMatter(size: Int) throws {
        let bytes = Array("one\n\n \r\ntwo\nthree".utf8)
        var splitter = LineSplitter(limit: 5)
        var lines: [String] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            splitter.append(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
            while let line = try splitter.next() { lines.append(String(buffer: line)) }
        }
        #expect(lines == ["one", "two"])
        #expect(splitter.rest().map { String(buffer: $0) } == "three")
    }

    @Test(arguments: ["123456\n", "123456", "1\n123456"])
    func aLineOverTheLimitIsRefusedBeforeItsEnd(text: String) {
        var splitter = LineSplitter(limit: 5)
        splitter.append(ByteBuffer(string: text))
        #expect(throws: LineSplitter.LineTooLong.self) {
            while try splitter.next() != nil {}
        }
    }

    @Test func nothingRemainsAfterAWholeLine() throws {
        var splitter = LineSplitter(limit: 5)
        splitter.append(ByteBuffer(string: "a\n \n"))
        #expect(try splitter.next().map { String(buffer: $0) } == "a")
        #expect(try splitter.next() == nil)
        #expect(splitter.rest() == nil)
    }
}
