import Dispatch
import Synchronization

/// The receiving side of a peer that speaks one message a line.
protocol LineReader: Sendable {
    mutating func line() throws -> ArraySlice<UInt8>
}

extension ByteStream: LineReader {}

/// Callers that share one connection of lines, as the clients of a stdio server do: each is a thread that sends a call
/// and sleeps until its own answer is there; one thread reads and wakes them.
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
        let perCaller = count / callers
        let writing = Mutex(())
        let waiting = (0..<callers).map { _ in DispatchSemaphore(value: 0) }
        let results = Mutex<[UInt64]>([])
        let failure = Mutex<Failure?>(nil)
        let begin = now()
        let group = DispatchGroup()
        for caller in 0..<callers {
            DispatchQueue(label: "caller").async(group: group) { [writer] in
                var latencies: [UInt64] = []
                let call = Array((Messages.call(id: caller + 1) + "\n").utf8)
                for _ in 0..<perCaller {
                    let sent = now()
                    do {
                        try writing.withLock { _ in try writer.write(call) }
                    } catch {
                        failure.withLock { $0 = Failure("\(error)") }
                    }
                    waiting[caller].wait()
                    latencies.append(now() - sent)
                }
                results.withLock { $0 += latencies }
            }
        }
        for _ in 0..<(perCaller * callers) { waiting[try nextEcho() - 1].signal() }
        group.wait()
        if let failure = failure.withLock({ $0 }) { throw failure }
        return Sample(latencies: results.withLock { $0 }, started: begin)
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
