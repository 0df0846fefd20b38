import Logging
import ModelContextProtocol
import NIOCore
import SecretScanning
import Spec
import Synchronization

/// Keeps credentials out of what servers send beside their answers: progress, log messages, questions.
final class MessageGuard: Sendable {
    enum Verdict: Sendable {
        case clean
        /// The client gets this instead.
        case redacted(ByteBuffer, Envelope)
        /// The client does not get it; the text names what it holds.
        case withheld(String)
    }

    private struct Notes {
        var bucket = TokenBucket(perMinute: perMinute, now: .now)
        var untold = 0
    }

    /// Lines of the log; more are only counted, for a server can send any number of messages.
    private static let perMinute = 60

    private let scanner: SecretScanner
    private let policy: SecretScanPolicy
    private let notes = Mutex(Notes())

    init(_ policy: SecretScanPolicy, allowing allowed: [String]) {
        scanner = SecretScanner(rules: SecretRule.all(except: Set(allowed)))
        self.policy = policy
    }

    func verdict(on message: ByteBuffer, _ envelope: Envelope, from server: ServerName) -> Verdict {
        guard let params = envelope.params else { return .clean }
        let scan = ScannedJSON(message.piece(params), scanner)
        guard !scan.findings.isEmpty else { return .clean }
        note(scan, in: envelope.knownMethod, from: server)
        switch policy {
        case .off, .warn: return .clean
        case .block: return .withheld(scan.kinds)
        case .redact:
            var splicer = MessageSplicer()
            splicer.replace(params, with: scan.redacted)
            let redacted = splicer.applied(to: message)
            return (try? Envelope(of: redacted)).map { .redacted(redacted, $0) } ?? .withheld(scan.kinds)
        }
    }

    private func note(_ scan: ScannedJSON, in method: MCPMethod?, from server: ServerName) {
        let untold = notes.withLock { notes -> Int? in
            guard notes.bucket.take(now: .now) == nil else {
                notes.untold += 1
                return nil
            }
            defer { notes.untold = 0 }
            return notes.untold
        }
        guard let untold else { return }
        var metadata: Logger.Metadata = [
            "mcp.server": "\(server)", "part": "\(method?.rawValue ?? "message")", "kinds": "\(scan.kinds)",
            "policy": "\(policy.rawValue)",
        ]
        if untold > 0 { metadata["untold"] = "\(untold)" }
        Logger.current.warning("a credential was found", metadata: metadata)
    }
}

extension Gateway {
    /// A server's notification as its clients may get it; nil if they may not.
    func screened(
        _ message: ByteBuffer,
        _ envelope: Envelope,
        from server: ServerName
    ) -> (ByteBuffer, Envelope)? {
        guard let messages = state.withLock({ $0.messages }) else { return (message, envelope) }
        switch messages.verdict(on: message, envelope, from: server) {
        case .clean: return (message, envelope)
        case .redacted(let redacted, let envelope): return (redacted, envelope)
        case .withheld: return nil
        }
    }

    /// A server's question as its client may get it; one that it may not is answered with an error.
    func screened(_ question: ServerQuestion, from server: ServerName) -> ServerQuestion? {
        guard let messages = state.withLock({ $0.messages }) else { return question }
        switch messages.verdict(on: question.message, question.envelope, from: server) {
        case .clean: return question
        case .redacted(let message, let envelope): return question.asked(as: message, envelope)
        case .withheld(let kinds):
            question.refuse(.internalError, "The gateway blocked the question: it holds \(kinds).")
            return nil
        }
    }
}
