import Glibc

/// The least that a server of streamable HTTP can cost on this machine: one thread that waits for sockets, reads each
/// request to its end and writes an answer that is always the same, without a look at what is asked.
///
/// No gateway is behind it, no container and no check: what is faster than this measures the load generator.
struct HTTPFloor {
    private let listener: Int32
    private let answer: [UInt8]
    /// The listener, and behind it the connections.
    private var waiting: [pollfd]
    private var requests: [Int32: [UInt8]] = [:]

    /// Listens on a port of loopback.
    init(port: UInt16) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { throw Failure.systemCall("socket") }
        var reuse: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0, listen(listener, 128) == 0 else { throw Failure.systemCall("listen on \(port)") }
        let body = Messages.echoAnswer
        let head = """
            HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nMcp-Session-Id: floor\r
            Content-Length: \(body.utf8.count)\r\n\r\n
            """
        answer = Array((head + body).utf8)
        self.listener = listener
        waiting = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
    }

    /// Answers until the process ends.
    mutating func serve() throws -> Never {
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            guard poll(&waiting, nfds_t(waiting.count), -1) > 0 else { throw Failure.systemCall("poll") }
            for place in waiting.indices.dropFirst() where waiting[place].revents != 0 { answer(place, &bytes) }
            waiting.removeAll { $0.fd < 0 }
            if waiting[0].revents != 0 { try accept() }
        }
    }

    private mutating func accept() throws {
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { throw Failure.systemCall("accept") }
        var noDelay: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
        requests[descriptor] = []
        waiting.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }

    private mutating func answer(_ place: Int, _ bytes: inout [UInt8]) {
        let descriptor = waiting[place].fd
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else {
            requests[descriptor] = nil
            close(descriptor)
            waiting[place].fd = -1
            return
        }
        requests[descriptor, default: []] += bytes[..<count]
        guard HTTPConnection.isWhole(requests[descriptor, default: []]) else { return }
        requests[descriptor]?.removeAll(keepingCapacity: true)
        _ = write(descriptor, answer, answer.count)
    }
}
