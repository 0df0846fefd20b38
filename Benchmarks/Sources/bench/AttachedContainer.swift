/// A container whose standard streams are attached through the engine: the floor of every gateway in front of containers.
struct AttachedContainer: LineReader {
    private var attached: ByteStream
    private var output = LineBuffer()

    /// The container's standard input.
    var writer: ByteStream { attached }

    /// Creates, attaches and starts a container of the image under the limits that the gateway would set.
    static func make(on engine: EngineSocket, image: String, name: String) throws -> Self {
        let configuration = """
            {"Image":"\(image)","OpenStdin":true,"AttachStdin":true,"AttachStdout":true,"AttachStderr":true,\
            "HostConfig":{"Init":true,"NetworkMode":"none","LogConfig":{"Type":"none"},"CapDrop":["ALL"],\
            "ReadonlyRootfs":true,"Memory":2147483648,"NanoCpus":1000000000,"PidsLimit":256}}
            """
        try engine.request("POST", "/containers/create?name=\(name)", body: configuration).close()
        let streams = "stream=1&stdin=1&stdout=1&stderr=1"
        let attached = try engine.request("POST", "/containers/\(name)/attach?\(streams)", upgrade: true)
        try engine.request("POST", "/containers/\(name)/start").close()
        return Self(attached: attached.stream)
    }

    mutating func line() throws -> ArraySlice<UInt8> {
        while true {
            if let line = output.next() { return line }
            // An eight-byte header: the stream, three zeros, and the length in network order.
            let header = Array(try attached.block(8))
            let length = header[4...].reduce(0) { $0 << 8 | Int($1) }
            let payload = try attached.block(length)
            if header[0] == 1 { output.append(payload) }
        }
    }
}

/// Collects pieces and gives back whole lines.
struct LineBuffer {
    private var bytes: [UInt8] = []
    private var start = 0

    mutating func append(_ piece: ArraySlice<UInt8>) {
        bytes.removeFirst(start)
        start = 0
        bytes.append(contentsOf: piece)
    }

    mutating func next() -> ArraySlice<UInt8>? {
        guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { start = end + 1 }
        return bytes[start..<end]
    }
}
