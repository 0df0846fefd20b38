import FuzzDriver
import ModelContextProtocol
import NIOCore

/// Reads arbitrary bytes as what servers and clients send over pipes: framing, envelope, splicing, JSON.
@main
enum EnvelopeFuzzer {
    /// Lines above this are dropped; small, so that inputs reach it.
    private static let lineLimit = 512

    static func main() {
        fuzz { start, count in
            let bytes = UnsafeBufferPointer(start: start, count: count)
            EnvelopeFuzzer.frame(bytes)
            EnvelopeFuzzer.read(ByteBuffer(bytes: bytes))
            return 0
        }
    }

    /// The same lines come out whatever the chunks are in which the bytes come.
    private static func frame(_ bytes: UnsafeBufferPointer<UInt8>) {
        var whole = LineFramer(limit: lineLimit)
        whole.append(ByteBuffer(bytes: bytes))
        var lines: [ByteBuffer] = []
        while let line = whole.next() { lines.append(line) }

        var pieces = LineFramer(limit: lineLimit)
        var (offset, index) = (0, 0)
        let width = 1 + Int(bytes.first ?? 0) % 7
        while offset < bytes.count {
            let end = min(offset + width, bytes.count)
            pieces.append(ByteBuffer(bytes: bytes[offset..<end]))
            while let line = pieces.next() {
                demand(index < lines.count && lines[index] == line, "a line depends on how its bytes come")
                index += 1
            }
            offset = end
        }
        demand(index == lines.count, "lines are lost by how their bytes come")
        demand(pieces.droppedLines == whole.droppedLines, "dropped lines depend on how their bytes come")
        for line in lines { demand(line.readableBytes <= lineLimit, "a line is longer than its limit") }
    }

    private static func read(_ message: ByteBuffer) {
        let text = try? JSONText(message)
        guard let envelope = try? Envelope(of: message) else { return }
        demand(text?.isObject == true, "a message is no JSON object")
        check(envelope, message)
        guard envelope.kind == .request || envelope.kind == .response, envelope.id != nil else { return }
        splice(envelope, message)
    }

    /// Every part lies within the message and is a value of its own.
    private static func check(_ envelope: Envelope, _ message: ByteBuffer) {
        let parts = [
            envelope.id, envelope.method, envelope.params, envelope.result, envelope.error, envelope.name,
            envelope.arguments, envelope.uri, envelope.cursor, envelope.requestID, envelope.progressToken,
            envelope.meta, envelope.traceparent, envelope.requestedProgressToken, envelope.statelessVersion,
        ]
        for case let part? in parts {
            demand(part.lowerBound >= 0 && part.upperBound <= message.readableBytes, "a part lies outside")
            demand((try? JSONText(message.piece(part))) != nil, "a part is no JSON value")
        }
    }

    /// With another id it is the same message with another id.
    private static func splice(_ envelope: Envelope, _ message: ByteBuffer) {
        var splicer = MessageSplicer()
        splicer.replace(envelope.id, with: Int64.max)
        var spliced = splicer.applied(to: message)
        guard let again = try? Envelope(of: spliced) else { fatalError("broken: a spliced message is no message") }
        demand(again.kind == envelope.kind, "a spliced message is of another kind")
        demand(again.knownMethod == envelope.knownMethod, "a spliced message has another method")
        demand(again.id.flatMap { spliced.integer(at: $0) } == .max, "a spliced message has another id")
        for (before, after) in [
            (envelope.params, again.params), (envelope.result, again.result), (envelope.error, again.error),
            (envelope.name, again.name), (envelope.uri, again.uri),
        ] {
            demand(before.map { message.piece($0) } == after.map { spliced.piece($0) }, "splicing changed a part")
        }
        guard envelope.hasLineBreaks else { return }
        spliced.joinLines()
        demand((try? Envelope(of: spliced))?.hasLineBreaks == false, "a joined message has line breaks")
    }
}
