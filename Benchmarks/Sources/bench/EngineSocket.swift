import Glibc

/// Requests to the container engine's unix socket, one connection each.
struct EngineSocket {
    let path: String

    /// Sends a request and gives back the stream behind the response's head, and the head's status.
    func request(_ method: String, _ target: String, body: String = "", upgrade: Bool = false) throws -> Response {
        let descriptor = try connect()
        var stream = ByteStream(reading: descriptor, writing: descriptor)
        let connection = upgrade ? "Connection: Upgrade\r\nUpgrade: tcp" : "Connection: close"
        try stream.write(
            """
            \(method) /v1.40\(target) HTTP/1.1\r\nHost: engine\r\n\(connection)\r
            Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
            """.utf8
        )
        let head = String(decoding: try stream.line(), as: UTF8.self)
        while try stream.line().count > 1 {}
        guard let status = head.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Failure("no HTTP from the engine: \(head)")
        }
        guard status < 400 else { throw Failure("\(method) \(target): \(head)") }
        return Response(descriptor: descriptor, stream: stream)
    }

    struct Response {
        let descriptor: Int32
        var stream: ByteStream

        func close() { Glibc.close(descriptor) }
    }

    private func connect() throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure.systemCall("socket") }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw Failure.systemCall("connect \(path)") }
        return descriptor
    }
}
