import Glibc
import ModelContextProtocol
import NIOCore

/// Takes the messages out of a `text/event-stream` (HTML standard, server-sent events) whose lines end with `\n`.
///
/// Comments, ids, retry hints and events of another type than `message` are skipped.
struct EventStreamReader: Sendable {
    private var pending = ByteBuffer()
    private var searched = 0
    private var data: ByteBuffer?
    private var isMessage = true

    /// Bytes that are held back because their event has not ended.
    var heldBytes: Int { pending.readableBytes + (data?.readableBytes ?? 0) }

    mutating func append(_ bytes: ByteBuffer) {
        pending.discardReadBytes()
        pending.writeImmutableBuffer(bytes)
    }

    /// The data of the next whole event; nil until more bytes are appended.
    mutating func next() -> ByteBuffer? {
        while let line = nextLine() {
            guard line.readableBytes > 0 else {
                defer { (data, isMessage) = (nil, true) }
                if let data, isMessage { return data }
                continue
            }
            take(line)
        }
        return nil
    }

    private mutating func nextLine() -> ByteBuffer? {
        let end = pending.withUnsafeReadableBytes { bytes -> Int? in
            guard let base = bytes.baseAddress, searched < bytes.count,
                let found = memchr(base + searched, 0x0A, bytes.count - searched)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
        guard let end, var line = pending.readSlice(length: end) else {
            searched = pending.readableBytes
            return nil
        }
        pending.moveReaderIndex(forwardBy: 1)
        searched = 0
        if line.readableBytesView.last == UInt8(ascii: "\r") { line.moveWriterIndex(to: line.writerIndex - 1) }
        return line
    }

    private mutating func take(_ line: ByteBuffer) {
        if let value = line.value(ofField: "data") {
            var whole = data ?? ByteBuffer()
            if data != nil { whole.writeInteger(UInt8(ascii: "\n")) }
            whole.writeImmutableBuffer(value)
            data = whole
        } else if let value = line.value(ofField: "event") {
            isMessage = value.readableBytes == 0 || value.readableBytesView.elementsEqual("message".utf8)
        }
    }
}

extension ByteBuffer {
    /// What follows the field's name, the colon and one space; nil if the line is another field.
    fileprivate func value(ofField name: StaticString) -> ByteBuffer? {
        let length = name.utf8CodeUnitCount
        guard readableBytes >= length, equals(0..<length, name) else { return nil }
        guard readableBytes > length else { return ByteBuffer() }
        var value = self
        value.moveReaderIndex(forwardBy: length)
        guard value.readInteger(as: UInt8.self) == UInt8(ascii: ":") else { return nil }
        if value.readableBytesView.first == UInt8(ascii: " ") { value.moveReaderIndex(forwardBy: 1) }
        return value
    }
}
