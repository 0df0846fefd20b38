import NIOCore
import NIOHTTP1

/// A response as it goes over the wire (RFC 9112): the head, and a body that is all there or comes in chunks.
///
/// The library's encoder makes three pieces of memory of every answer, each of which takes its own way through the
/// pipeline; here most answers are one piece, and so one write.
struct ResponseBytes {
    /// Longer bodies are written by themselves instead of being copied.
    private static let longestCopied = 16 << 10
    /// More than nearly every head takes.
    private static let headCapacity = 320
    /// More than the length of a chunk takes, with the line breaks around it.
    private static let chunkCapacity = 24
    static let `continue` = ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
    static let endOfChunks = ByteBuffer(string: "0\r\n\r\n")
    static let lineBreak = ByteBuffer(string: "\r\n")

    private var bytes: ByteBuffer

    /// Begins a head with its status line and the date, with room for a body of this length if it is short.
    init(_ status: HTTPResponseStatus, isHTTP10: Bool, bodyLength: Int = 0) {
        bytes = ByteBufferAllocator().buffer(capacity: Self.headCapacity + Self.room(for: bodyLength))
        bytes.writeStaticString(isHTTP10 ? "HTTP/1.0 " : "HTTP/1.1 ")
        bytes.writeString(String(status.code))
        bytes.writeStaticString(" ")
        bytes.writeString(status.reasonPhrase)
        bytes.writeStaticString("\r\nDate: ")
        bytes.writeString(HTTPDate.shared.now)
        bytes.writeStaticString("\r\n")
    }

    mutating func add(_ name: String, _ value: String) {
        bytes.writeString(name)
        bytes.writeStaticString(": ")
        bytes.writeString(value)
        bytes.writeStaticString("\r\n")
    }

    /// Adds whole lines, each with its end.
    mutating func add(lines: StaticString) { bytes.writeStaticString(lines) }

    /// Whether a body goes into the same piece of memory as what stands before it.
    static func isCopied(_ length: Int) -> Bool { length <= longestCopied }

    /// The room that a body of this length takes behind what stands before it.
    private static func room(for length: Int) -> Int { isCopied(length) ? length : 0 }

    /// What stands before the bytes of a chunk (RFC 9112 §7.1), with room for them if they are few.
    static func chunkLength(_ count: Int) -> ByteBuffer {
        var bytes = ByteBufferAllocator().buffer(capacity: chunkCapacity + room(for: count))
        bytes.writeString(String(count, radix: 16))
        bytes.writeStaticString("\r\n")
        return bytes
    }
}

extension Answer {
    /// The head, which says how long the body is, with room for the body if it is short.
    func head(isHTTP10: Bool, isKeepAlive: Bool) -> ByteBuffer {
        let length = body?.readableBytes ?? 0
        var head = ResponseBytes(status, isHTTP10: isHTTP10, bodyLength: length)
        for (name, value) in fields { head.add(name, value) }
        if body != nil, !fields.contains(name: "Content-Type") { head.add(lines: "Content-Type: application/json\r\n") }
        if body != nil || status != .noContent { head.add("Content-Length", String(length)) }
        return head.ended(isHTTP10: isHTTP10, isKeepAlive: isKeepAlive)
    }
}

extension ResponseBytes {
    /// The head of a stream of events, which has no announced end.
    static func eventStream(isHTTP10: Bool, isKeepAlive: Bool) -> ByteBuffer {
        var head = Self(.ok, isHTTP10: isHTTP10)
        head.add(lines: "Content-Type: text/event-stream\r\nCache-Control: no-cache, no-transform\r\n")
        head.add(lines: "X-Accel-Buffering: no\r\n")
        if !isHTTP10 { head.add(lines: "Transfer-Encoding: chunked\r\n") }
        return head.ended(isHTTP10: isHTTP10, isKeepAlive: isKeepAlive)
    }

    /// Ends a head: says what becomes of the connection where its version does not say it already (RFC 9112 §9.3).
    fileprivate consuming func ended(isHTTP10: Bool, isKeepAlive: Bool) -> ByteBuffer {
        if !isKeepAlive {
            add(lines: "Connection: close\r\n")
        } else if isHTTP10 {
            add(lines: "Connection: keep-alive\r\n")
        }
        add(lines: "\r\n")
        return bytes
    }
}
