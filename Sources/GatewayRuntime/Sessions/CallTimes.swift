import CallTraces
import Glibc
import ModelContextProtocol
import NIOCore
import Synchronization

/// When the parts of a call happened, for its trace.
final class CallTimes: Sendable {
    let id = CallID()
    /// Microseconds since 1970.
    let start: Int64
    private let begin = ContinuousClock.now
    private let sent = Mutex<ContinuousClock.Instant?>(nil)

    init() {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        start = Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
    }

    func noteSending() {
        let now = ContinuousClock.now
        sent.withLock { $0 = now }
    }

    /// How long the call took that ends now, and how long it was before its server was asked.
    var durations: (whole: Duration, queue: Duration) {
        let end = ContinuousClock.now
        return (end - begin, (sent.withLock { $0 } ?? end) - begin)
    }
}

extension Destination {
    var method: MCPMethod {
        switch self {
        case .tool: .toolsCall
        case .prompt: .promptsGet
        case .resource: .resourcesRead
        case .completionOfPrompt, .completionOfTemplate: .complete
        }
    }

    /// In the names that clients see.
    var target: String {
        switch self {
        case .tool(let text), .prompt(let text), .resource(let text), .completionOfPrompt(let text),
            .completionOfTemplate(let text):
            text
        }
    }
}

extension BackendFailure {
    /// How a call ended that failed so.
    var outcome: CallTrace.Outcome {
        switch self {
        case .timedOut: .timedOut
        case .cancelled: .cancelled
        case .notSent, .busy, .ended, .badAnswer, .tooLong, .unanswered, .unreachable, .down: .error
        }
    }
}

extension ByteBuffer {
    /// How the call ended that a server's response answers.
    func outcome(_ envelope: Envelope) -> CallTrace.Outcome {
        guard let range = envelope.result else { return .error }
        // Nearly all results are good: most do not even say so.
        guard holds("\"isError\"", at: range) else { return .ok }
        return (try? JSONText(piece(range)))?["isError"]?.boolean == true ? .toolError : .ok
    }
}
