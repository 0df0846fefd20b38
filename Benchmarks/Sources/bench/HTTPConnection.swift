import Glibc

/// One keep-alive connection that takes answers with a `Content-Length`.
struct HTTPConnection {
    struct Answer {
        let status: Int
        let session: String?
        let body: [UInt8]

        /// Throws unless it answers a call that went well.
        func check() throws {
            guard status == 200, Messages.isEcho(body[...]) else {
                throw Failure("status \(status): \(String(decoding: body, as: UTF8.self))")
            }
        }
    }

    let descriptor: Int32
    private var buffer: [UInt8] = []
    private var chunk = [UInt8](repeating: 0, count: 64 << 10)

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure.systemCall("socket") }
        var noDelay: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure.systemCall("connect 127.0.0.1:\(port)") }
    }

    func close() { Glibc.close(descriptor) }

    func send(_ request: [UInt8]) throws {
        var offset = 0
        while offset < request.count {
            let count = request[offset...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure.systemCall("write") }
            offset += count
        }
    }

    /// Reads once; the answer if it is whole now.
    mutating func receive() throws -> Answer? {
        let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { throw count == 0 ? Failure("the gateway closed") : Failure.systemCall("read") }
        buffer.append(contentsOf: chunk[..<count])
        return try parse()
    }

    /// Sends a request and waits for its answer.
    mutating func exchange(_ request: [UInt8]) throws -> Answer {
        try send(request)
        while true {
            if let answer = try receive() { return answer }
        }
    }

    /// Whether a request or an answer with a `Content-Length` is all there.
    static func isWhole(_ received: [UInt8]) -> Bool {
        Head(received).map { received.count >= $0.length + $0.contentLength } ?? false
    }

    private mutating func parse() throws -> Answer? {
        guard let head = Head(buffer) else { return nil }
        guard buffer.count >= head.length + head.contentLength else { return nil }
        let body = Array(buffer[head.length..<(head.length + head.contentLength)])
        let session = head.value(of: "mcp-session-id")
        buffer.removeFirst(head.length + head.contentLength)
        return Answer(status: head.status, session: session, body: body)
    }
}

/// The head of a response, looked into only as far as someone asks.
private struct Head {
    let status: Int
    /// Bytes up to and with the empty line.
    let length: Int
    let contentLength: Int
    private let bytes: ArraySlice<UInt8>

    /// Nil as long as the head is incomplete.
    init?(_ received: [UInt8]) {
        guard let end = Self.position(after: Array("\r\n\r\n".utf8), in: received[...]) else { return nil }
        length = end
        bytes = received[..<end]
        status = Self.number(in: bytes.dropFirst("HTTP/1.1 ".utf8.count))
        let valueStart = Self.position(after: Array("content-length:".utf8), in: bytes)
        contentLength = valueStart.map { Self.number(in: received[$0...]) } ?? 0
    }

    func value(of name: String) -> String? {
        guard let start = Self.position(after: Array((name + ":").utf8), in: bytes) else { return nil }
        let value = bytes[start...].prefix { $0 != UInt8(ascii: "\r") }
        return String(decoding: value.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
    }

    private static func number(in text: ArraySlice<UInt8>) -> Int {
        let digits = text.drop { $0 == UInt8(ascii: " ") }.prefix { (0x30...0x39).contains($0) }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Where the text goes on after the first occurrence of the pattern, which is in lower case.
    private static func position(after pattern: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        var matched = 0
        for index in text.indices {
            let byte = (0x41...0x5a).contains(text[index]) ? text[index] | 0x20 : text[index]
            matched = byte == pattern[matched] ? matched + 1 : (byte == pattern[0] ? 1 : 0)
            if matched == pattern.count { return index + 1 }
        }
        return nil
    }
}
