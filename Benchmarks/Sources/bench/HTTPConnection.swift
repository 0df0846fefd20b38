import Glibc

/// One keep-alive connection that takes answers with a `Content-Length`.
struct HTTPConnection {
    struct Answer {
        let status: Int
        let session: String?
        let body: [UInt8]
    }

    let descriptor: Int32
    private var buffer: [UInt8] = []

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

    func send(_ request: String) throws {
        try ByteStream(reading: descriptor, writing: descriptor).write(request.utf8)
    }

    /// Reads once; the answer if it is whole now.
    mutating func receive() throws -> Answer? {
        let old = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: 16 << 10))
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress?.advanced(by: old), $0.count - old) }
        buffer.removeLast(buffer.count - old - max(0, count))
        guard count > 0 else { throw count == 0 ? Failure("the gateway closed") : Failure.systemCall("read") }
        return try parse()
    }

    private mutating func parse() throws -> Answer? {
        guard let end = headEnd() else { return nil }
        let lines = String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n")
        let length = value(of: "content-length", in: lines).flatMap { Int($0) } ?? 0
        guard buffer.count >= end + 4 + length else { return nil }
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Failure("no HTTP from the gateway")
        }
        defer { buffer.removeFirst(end + 4 + length) }
        let body = Array(buffer[(end + 4)..<(end + 4 + length)])
        return Answer(status: status, session: value(of: "mcp-session-id", in: lines), body: body)
    }

    private func headEnd() -> Int? {
        let end: [UInt8] = [13, 10, 13, 10]
        guard buffer.count >= end.count else { return nil }
        return (0...(buffer.count - end.count)).first { buffer[$0..<$0 + end.count].elementsEqual(end) }
    }

    private func value(of name: String, in lines: [Substring]) -> String? {
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == name { return String(parts[1].drop { $0 == " " }) }
        }
        return nil
    }
}
