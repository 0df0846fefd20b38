import DequeModule
import ModelContextProtocol
import NIOCore
import Synchronization

/// Keeps the messages of a handshake in their order: over HTTP each travels alone.
///
/// Until the server knows that the handshake is done, one is sent after the other; then all at once.
final class MessageQueue: Sendable {
    private struct State {
        var waiting: Deque<ByteBuffer> = []
        var isSending = false
        var isReady = false
    }

    private let state = Mutex(State())

    /// The messages to send now.
    func add(_ message: ByteBuffer) -> ByteBuffer? {
        state.withLock { state in
            guard !state.isReady else { return message }
            guard !state.isSending else {
                state.waiting.append(message)
                return nil
            }
            state.isSending = true
            return message
        }
    }

    /// A message of the handshake has arrived.
    ///
    /// - Returns: The messages to send now.
    func sent(_ message: ByteBuffer) -> [ByteBuffer] {
        let method = (try? Envelope(of: message))?.knownMethod
        return state.withLock { state in
            guard !state.isReady else { return [] }
            if method == .initialized {
                state.isReady = true
                defer { state.waiting = [] }
                return Array(state.waiting)
            }
            guard let next = state.waiting.popFirst() else {
                state.isSending = false
                return []
            }
            return [next]
        }
    }
}
