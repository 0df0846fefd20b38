import Dispatch

/// The receiving side of a peer that speaks one message a line.
protocol LineReader: Sendable {
    mutating func line() throws -> ArraySlice<UInt8>
}

extension ByteStream: LineReader {}

/// Callers that share one connection of lines, as the clients of a stdio server do.
///
/// Each sends its next call as soon as its answer is there.
struct LineLoad<Reader: LineReader>: Load {
    private let writer: ByteStream
    private var reader: Reader

    init(writer: ByteStream, reader: Reader) {
        self.writer = writer
        self.reader = reader
    }

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

    /// One thread reads the answers and wakes the callers that they are for.
    mutating func runApart(_ callers: Int, count: Int) throws -> Sample {
        let calls = (1...callers).map { Array((Messages.call(id: $0) + "\n").utf8) }
        let answered = calls.map { _ in DispatchSemaphore(value: 0) }
        return try CallerThreads.run(callers: callers, count: count) { [writer] index in
            LineCaller(writer: writer, request: calls[index], answered: answered[index])
        } alongside: {
            for _ in 0..<(count / callers * callers) { answered[try nextEcho() - 1].signal() }
        }
    }

    mutating func runTogether(_ callers: Int, count: Int) throws -> Sample {
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

/// One of the callers that share a connection of lines; another thread says when its answer has come.
private struct LineCaller: Caller {
    let writer: ByteStream
    let request: [UInt8]
    let answered: DispatchSemaphore

    func call() throws {
        // A call is shorter than what a pipe or a socket takes as a whole, so that writes need no lock.
        try writer.write(request)
        answered.wait()
    }

    func end() {}
}
