/// The receiving side of a peer that speaks one message a line.
protocol LineReader: Sendable {
    mutating func line() throws -> ArraySlice<UInt8>
}

extension ByteStream: LineReader {}

/// Callers that share one connection of lines, as the clients of a stdio server do.
///
/// Each sends its next call as soon as its answer is there. One thread plays them all: threads of their own would
/// measure the scheduler, and take the processor from what is measured.
struct LineLoad<Reader: LineReader> {
    private let writer: ByteStream
    private var reader: Reader

    init(writer: ByteStream, reader: Reader) {
        self.writer = writer
        self.reader = reader
    }

    /// Completes the MCP handshake and waits until the tool is there.
    mutating func open() throws {
        try send(Messages.initialize)
        _ = try answer(to: 0)
        try send(Messages.initialized)
        for _ in 0..<100 {
            try send(Messages.listTools)
            if String(decoding: try answer(to: 0), as: UTF8.self).contains(#""echo""#) { return }
        }
        throw Failure("the peer never listed the tool 'echo'")
    }

    /// Keeps one call of each caller in flight until `count` answers have come.
    mutating func run(callers: Int, count: Int) throws -> Sample {
        let calls = (1...callers).map { Array((Messages.call(id: $0) + "\n").utf8) }
        var sent = [UInt64](repeating: 0, count: callers)
        var latencies: [UInt64] = []
        latencies.reserveCapacity(count)
        let begin = now()
        for caller in 0..<callers {
            sent[caller] = now()
            try writer.write(calls[caller])
        }
        while latencies.count < count {
            let caller = try nextEcho() - 1
            latencies.append(now() - sent[caller])
            guard latencies.count + callers <= count else { continue }
            sent[caller] = now()
            try writer.write(calls[caller])
        }
        return Sample(latencies: latencies, started: begin)
    }

    private func send(_ message: String) throws {
        try writer.write((message + "\n").utf8)
    }

    private mutating func nextEcho() throws -> Int {
        while true {
            let message = try reader.line()
            guard let id = Messages.id(of: message) else { continue }
            guard Messages.isEcho(message) else {
                throw Failure("not the expected answer: \(String(decoding: message, as: UTF8.self))")
            }
            return id
        }
    }

    private mutating func answer(to id: Int) throws -> ArraySlice<UInt8> {
        while true {
            let message = try reader.line()
            if Messages.id(of: message) == id { return message }
        }
    }
}
