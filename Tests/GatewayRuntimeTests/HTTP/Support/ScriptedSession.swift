import GatewayRuntime
import ModelContextProtocol
import NIOCore
import Synchronization

/// A client's conversation without a gateway: it answers as a test says, and remembers what it was sent.
final class ScriptedSession: TransportSession {
    typealias Related = @Sendable (ByteBuffer) -> Void
    typealias Reply = @Sendable (ByteBuffer?) -> Void
    /// Answers what is neither the handshake nor a notification.
    typealias Script = @Sendable (_ message: String, _ related: @escaping Related, _ reply: @escaping Reply) -> Void

    private struct State {
        var version: ProtocolVersion?
        var received: [String] = []
        var unanswered: [Int: Reply] = [:]
        var isClosed = false
    }

    let id: SessionID
    let unsolicited: AsyncStream<ByteBuffer>
    private let continuation: AsyncStream<ByteBuffer>.Continuation
    private let script: Script
    private let state = Mutex(State())

    init(id: String, script: @escaping Script) {
        self.id = SessionID(received: id)
        self.script = script
        (unsolicited, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(16))
    }

    var negotiatedVersion: ProtocolVersion? { state.withLock(\.version) }
    var received: [String] { state.withLock(\.received) }
    var isClosed: Bool { state.withLock(\.isClosed) }

    func receive(_ message: ByteBuffer, related: @escaping Related, reply: @escaping Reply) {
        let text = String(buffer: message)
        state.withLock { $0.received.append(text) }
        if text.contains(#""initialize""#), text.contains("protocolVersion") {
            state.withLock { $0.version = .latest }
            let id = (try? JSONText(message))?["id"]?.bytes ?? ByteBuffer(string: "0")
            reply(Message.result(#"{"protocolVersion":"2025-11-25","capabilities":{}}"#, id: id))
        } else if text.contains(#""id""#), text.contains(#""method""#) || !text.hasPrefix("{") {
            script(text, related, once(reply))
        } else if text.hasPrefix("{"), text.hasSuffix("}") {
            reply(nil)
        } else {
            reply(Message.error(.parseError, "not valid JSON", id: nil))
        }
    }

    /// A reply that counts once: the script's, or none when the session is closed before.
    private func once(_ reply: @escaping Reply) -> Reply {
        let number = state.withLock { state in
            state.unanswered[state.received.count] = reply
            return state.received.count
        }
        return { [self] message in state.withLock { $0.unanswered.removeValue(forKey: number) }?(message) }
    }

    func say(_ message: String) {
        continuation.yield(ByteBuffer(string: message))
    }

    func close() {
        let unanswered = state.withLock { state in
            state.isClosed = true
            defer { state.unanswered = [:] }
            return state.unanswered.values
        }
        for reply in unanswered { reply(nil) }
        continuation.finish()
    }
}

/// Makes scripted sessions and keeps them at hand.
final class ScriptedSessions: Sendable {
    private let made = Mutex<[ScriptedSession]>([])
    private let script: ScriptedSession.Script

    init(script: @escaping ScriptedSession.Script = ScriptedSessions.echo) {
        self.script = script
    }

    var all: [ScriptedSession] { made.withLock { $0 } }

    func open() -> ScriptedSession {
        made.withLock { made in
            let session = ScriptedSession(id: "session-\(made.count)", script: script)
            made.append(session)
            return session
        }
    }

    /// Answers a request with itself as the result.
    static let echo: ScriptedSession.Script = { message, _, reply in
        reply(Message.result(message, id: ByteBuffer(string: "1")))
    }
}
