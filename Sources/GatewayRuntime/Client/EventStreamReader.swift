import Glibc
import ModelContextProtocol
import NIOCore

/// Takes the events out of a `text/event-stream` (HTML standard, server-sent events) whose lines end with `\n`.
struct EventStreamReader: Sendable {
    struct Event: Sendable {
        /// `message` unless the stream says another.
        let type: String
        let data: ByteBuffer
    }

    private static let message = "message"
    /// Longer ids and hints are of no use.
    private static let longestField = 1024

    /// What is passed over of an event over the limit.
    private struct Skipped {
        var ends: LongLineEnds
        /// Whether its line goes on.
        var isWithinLine: Bool
    }

    private let limit: Int
    private var skipped: Skipped?
    private var longEvents: [LongLine] = []
    private var pending = ByteBuffer()
    private var searched = 0
    private var data: ByteBuffer?
    private var type = message
    /// The id of the last event that had one, by which the stream can be resumed.
    private(set) var lastEventID: String?
    /// How long to wait before the stream is asked for again, if the server has said so.
    private(set) var retry: Duration?

    /// - Parameter limit: Bytes of one event; the rest of a longer one is skipped, see ``takeLongEvents()``.
    init(limit: Int = .max) {
        self.limit = limit
    }

    /// Bytes that are held back because their event has not ended.
    var heldBytes: Int { pending.readableBytes + (data?.readableBytes ?? 0) }

    mutating func append(_ bytes: ByteBuffer) {
        pending.discardReadBytes()
        pending.writeImmutableBuffer(bytes)
    }

    /// The data of the next whole event of the type `message`; nil until more bytes are appended.
    mutating func next() -> ByteBuffer? {
        while let event = nextEvent() {
            if event.type == Self.message { return event.data }
        }
        return nil
    }

    /// The next whole event that has data; nil until more bytes are appended.
    mutating func nextEvent() -> Event? {
        while let line = nextLine() {
            guard !skip(line) else { continue }
            guard line.readableBytes > 0 else {
                defer { (data, type) = (nil, Self.message) }
                if let data { return Event(type: type, data: data) }
                continue
            }
            take(line)
        }
        dropWhatIsTooLong()
        return nil
    }

    /// The events over the limit that have begun, and those that have ended, since this was asked last.
    mutating func takeLongEvents() -> [LongLine] {
        guard !longEvents.isEmpty else { return [] }
        defer { longEvents = [] }
        return longEvents
    }

    /// The rest of such an event needs no memory.
    private mutating func dropWhatIsTooLong() {
        guard skipped != nil || heldBytes > limit else { return }
        // It may be the begin of the empty line that ends the event.
        if let skipped, !skipped.isWithinLine, pending.readableBytes == 1,
            pending.readableBytesView.first == UInt8(ascii: "\r")
        {
            return
        }
        if skipped == nil {
            let ends = LongLineEnds(of: data ?? pending.value(ofField: "data") ?? pending)
            skipped = Skipped(ends: ends, isWithinLine: pending.readableBytes > 0)
            longEvents.append(ends.begun)
        }
        if pending.readableBytes > 0 { skipped?.isWithinLine = true }
        skipped?.ends.append(pending)
        (pending, data, searched) = (ByteBuffer(), nil, 0)
    }

    /// Passes a line over that belongs to an event over the limit; false if there is none.
    private mutating func skip(_ line: ByteBuffer) -> Bool {
        guard let event = skipped else { return false }
        if line.readableBytes > 0 || event.isWithinLine {
            skipped?.ends.append(line)
            skipped?.isWithinLine = false
        } else {
            longEvents.append(event.ends.ended)
            (skipped, type) = (nil, Self.message)
        }
        return true
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
            type = value.readableBytes == 0 ? Self.message : String(buffer: value)
        } else if let value = line.value(ofField: "id"), value.readableBytes <= Self.longestField {
            lastEventID = String(buffer: value)
        } else if let value = line.value(ofField: "retry"), let milliseconds = UInt32(String(buffer: value)) {
            retry = .milliseconds(Int64(milliseconds))
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
