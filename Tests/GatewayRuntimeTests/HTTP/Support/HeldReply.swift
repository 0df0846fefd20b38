import NIOCore
import Synchronization
import TestSupport
import Testing

/// A call that a script leaves unanswered until the test answers it.
final class HeldReply: Sendable {
    private let reply = Mutex<ScriptedSession.Reply?>(nil)
    private let reached = Signal()

    func hold(_ reply: @escaping ScriptedSession.Reply) {
        self.reply.withLock { $0 = reply }
        reached.fire()
    }

    /// Returns once a call waits for its answer.
    func waitForCall() async {
        await reached.wait()
    }

    func answer(_ message: ByteBuffer?) throws {
        let held = reply.withLock { $0 }
        let reply = try #require(held)
        reply(message)
    }
}
