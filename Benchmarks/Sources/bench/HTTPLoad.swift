import Glibc

/// Callers of a streamable HTTP endpoint on loopback, each with a connection of its own, in one session.
struct HTTPLoad: Load {
    private let port: UInt16
    private let token: String
    private var session = ""

    init(port: UInt16, token: String) {
        self.port = port
        self.token = token
    }

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

    func runApart(_ callers: Int, count: Int) throws -> Sample {
        let calls = (1...callers).map { Array(request(Messages.call(id: $0)).utf8) }
        return try CallerThreads.run(callers: callers, count: count) { index in
            HTTPCaller(connection: try HTTPConnection(port: port), request: calls[index])
        }
    }

    func runTogether(_ callers: Int, count: Int) throws -> Sample {
        let calls = (1...callers).map { Array(request(Messages.call(id: $0)).utf8) }
        var connections = try (0..<callers).map { _ in try HTTPConnection(port: port) }
        defer { connections.forEach { $0.close() } }
        var waiting = connections.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        var sent = [UInt64](repeating: 0, count: callers)
        var latencies: [UInt64] = []
        latencies.reserveCapacity(count)
        let begin = now()
        for caller in 0..<callers {
            sent[caller] = now()
            try connections[caller].send(calls[caller])
        }
        while latencies.count < count {
            guard poll(&waiting, nfds_t(callers), -1) > 0 else { throw Failure.systemCall("poll") }
            for caller in 0..<callers where waiting[caller].revents != 0 {
                guard let answer = try connections[caller].receive() else { continue }
                try answer.check()
                latencies.append(now() - sent[caller])
                guard latencies.count + callers <= count else { continue }
                sent[caller] = now()
                try connections[caller].send(calls[caller])
            }
        }
        return Sample(latencies: latencies, started: begin)
    }

    private func exchange(_ message: String, on connection: inout HTTPConnection) throws -> HTTPConnection.Answer {
        try connection.exchange(Array(request(message).utf8))
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

/// One of the callers, with its connection.
private struct HTTPCaller: Caller {
    private var connection: HTTPConnection
    private let request: [UInt8]

    init(connection: HTTPConnection, request: [UInt8]) {
        self.connection = connection
        self.request = request
    }

    mutating func call() throws { try connection.exchange(request).check() }

    func end() { connection.close() }
}
