import Glibc
import NIOCore

/// The framing of `text/event-stream` (HTML standard, server-sent events): one JSON-RPC message is one event.
enum ServerSentEvent {
    /// A comment, which clients skip; it keeps proxies from closing a silent stream.
    static let keepAlive = ByteBuffer(string: ": keep-alive\n\n")

    private static let prefix: StaticString = "event: message\ndata: "

    /// An event without a message: only its name counts, for a client that loses its connection before the first.
    static func opening(_ id: EventID) -> ByteBuffer { ByteBuffer(string: "id: \(id.text)\ndata:\n\n") }

    static func framing(_ message: ByteBuffer, id: EventID? = nil) -> ByteBuffer {
        var event = ByteBufferAllocator().buffer(capacity: message.readableBytes + 64)
        if let id { event.writeString("id: \(id.text)\n") }
        event.writeStaticString(prefix)
        let start = event.writerIndex
        event.writeImmutableBuffer(message)
        event.blankLineBreaks(from: start)
        event.writeStaticString("\n\n")
        return event
    }
}

extension ByteBuffer {
    /// Line breaks would end the event's data; in JSON they stand only between tokens, where a space says the same.
    fileprivate mutating func blankLineBreaks(from start: Int) {
        let offset = start - readerIndex
        withUnsafeMutableReadableBytes { bytes in
            let text = UnsafeMutableRawBufferPointer(rebasing: bytes[offset...])
            guard let base = text.baseAddress else { return }
            for lineBreak in [CInt(0x0A), CInt(0x0D)] {
                var rest = base
                while let found = memchr(rest, lineBreak, text.count - (rest - base)) {
                    found.storeBytes(of: 0x20, as: UInt8.self)
                    rest = found + 1
                }
            }
        }
    }
}
