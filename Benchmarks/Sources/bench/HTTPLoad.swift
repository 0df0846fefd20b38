import Dispatch
import Synchronization

/// Callers of a streamable HTTP endpoint on loopback, each a thread with a connection of its own, in one session.
struct HTTPLoad: Sendable {
    private let port: UInt16
    private let token: String
    private var session = ""

    init(port: UInt16, token: String) {
        self.port = port
        self.token = token
    }

    /// Opens one session and waits until the tool is there.
    mutating func open() throws {
        var connection = try HTTPConnection(port: port)
        defer { connection.close() }
        let answer = try exchange(Messages.initialize, on: &connection)
        guard let session = answer.session else { throw Failure("no Mcp-Session-Id in the answer to initialize") }
        self.session = session
        _ = try exchange(Messages.initialized, on: &connection)
        for _ in 0..<100 {
            let tools = try exchange(Messages.listTools, on: &connection)
            if String(decoding: tools.body, as: UTF8.self).contains(#""echo""#) { return }
        }
        throw Failure("the gateway never listed the tool 'echo'")
    }

    /// Keeps one call of each caller in flight until `count` answers have come.
    func run(callers: Int, count: Int) throws -> Sample {
        let results = Mutex<[UInt64]>([])
        let failure = Mutex<Failure?>(nil)
        let group = DispatchGroup()
        let begin = now()
        for caller in 0..<callers {
            DispatchQueue(label: "caller").async(group: group) {
                do {
                    let latencies = try call(times: count / callers, as: caller)
                    results.withLock { $0 += latencies }
                } catch {
                    failure.withLock { $0 = Failure("\(error)") }
                }
            }
        }
        group.wait()
        if let failure = failure.withLock({ $0 }) { throw failure }
        return Sample(latencies: results.withLock { $0 }, started: begin)
    }

    private func call(times: Int, as caller: Int) throws -> [UInt64] {
        var connection = try HTTPConnection(port: port)
        defer { connection.close() }
        let request = request(Messages.call(id: caller + 1))
        return try (0..<times).map { _ in
            let sent = now()
            try connection.send(request)
            try check(answer(on: &connection))
            return now() - sent
        }
    }

    private func check(_ answer: HTTPConnection.Answer) throws {
        guard answer.status == 200, Messages.isEcho(answer.body[...]) else {
            throw Failure("status \(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
        }
    }

    private func exchange(_ message: String, on connection: inout HTTPConnection) throws -> HTTPConnection.Answer {
        try connection.send(request(message))
        return try answer(on: &connection)
    }

    private func answer(on connection: inout HTTPConnection) throws -> HTTPConnection.Answer {
        while true {
            if let answer = try connection.receive() { return answer }
        }
    }

    private func request(_ message: String) -> String {
        """
        POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nAuthorization: Bearer \(token)\r
        Content-Type: application/json\r\nAccept: application/json, text/event-stream\r
        MCP-Protocol-Version: 2025-11-25\r\n\(session.isEmpty ? "" : "Mcp-Session-Id: \(session)\r\n")\
        Content-Length: \(message.utf8.count)\r\n\r\n\(message)
        """
    }
}
