import ModelContextProtocol
import NIOCore
import Spec
import Synchronization

/// The last lines that a server wrote to its standard error, escaped.
final class StandardErrorTail: Sendable {
    static let maximumLines = 20
    static let maximumLineLength = 500
    /// Lines that a failed call quotes.
    private static let quotedLines = 3

    private struct State {
        var framer = LineFramer(limit: 64 << 10)
        var lines: [String] = []
    }

    private let state = Mutex(State())

    func append(_ bytes: ByteBuffer) {
        state.withLock { state in
            state.framer.append(bytes)
            while let line = state.framer.next() {
                let text = String(buffer: line.piece(0..<min(line.readableBytes, Self.maximumLineLength)))
                state.lines.append(UntrustedText.escaping(text))
                if state.lines.count > Self.maximumLines { state.lines.removeFirst() }
            }
        }
    }

    var lines: [String] { state.withLock { $0.lines } }

    /// The last lines as the end of a sentence; empty if there are none.
    var quoted: String {
        let last = lines.suffix(Self.quotedLines)
        return last.isEmpty ? "" : "; the last it wrote: " + last.joined(separator: " | ")
    }
}

extension ByteBuffer {
    /// Bytes of an untrusted message that people are shown.
    private static let excerptLength = 200

    /// The beginning of an untrusted message, for people.
    var excerpt: String {
        UntrustedText.escaping(String(buffer: piece(0..<min(readableBytes, Self.excerptLength))))
    }
}
