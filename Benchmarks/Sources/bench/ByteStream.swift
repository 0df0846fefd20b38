import Glibc

/// Blocking reads and writes of a descriptor, with a buffer that lines and counted blocks are taken from.
struct ByteStream: Sendable {
    private let reading: Int32
    private let writing: Int32
    private var buffer: [UInt8] = []
    private var start = 0

    init(reading: Int32, writing: Int32) {
        self.reading = reading
        self.writing = writing
    }

    func write(_ bytes: some Collection<UInt8>) throws {
        let bytes = Array(bytes)
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(writing, $0.baseAddress?.advanced(by: offset), $0.count - offset)
            }
            guard count > 0 else { throw Failure.systemCall("write") }
            offset += count
        }
    }

    /// The next line without its end, waiting for it.
    mutating func line() throws -> ArraySlice<UInt8> {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return buffer[start..<end]
            }
            let known = buffer.count - start
            try fill()
            searched = start + known
        }
    }

    /// Exactly `count` bytes, waiting for them.
    mutating func block(_ count: Int) throws -> ArraySlice<UInt8> {
        while buffer.count - start < count { try fill() }
        defer { start += count }
        return buffer[start..<start + count]
    }

    private mutating func fill() throws {
        buffer.removeFirst(start)
        start = 0
        let old = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: 64 << 10))
        let count = buffer.withUnsafeMutableBytes { read(reading, $0.baseAddress?.advanced(by: old), $0.count - old) }
        buffer.removeLast(buffer.count - old - max(0, count))
        guard count > 0 else { throw count == 0 ? Failure("the other side closed") : Failure.systemCall("read") }
    }
}
