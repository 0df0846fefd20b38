import CallTraces
import Glibc
import ModelContextProtocol
import NIOCore
import Spec

/// When the parts of a call happened, for its trace.
struct CallTimes: Sendable {
    let id = CallID()
    /// Microseconds since 1970.
    private let start: Int64
    private let begin = ContinuousClock.now
    private var sent: ContinuousClock.Instant?

    init() {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        start = Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
    }

    mutating func noteSending() {
        sent = .now
    }

    /// The trace of a call that has ended.
    func trace(of routed: RoutedRequest, in session: ClientSession, _ outcome: CallTrace.Outcome) -> CallTrace {
        let end = ContinuousClock.now
        let (duration, queue) = (end - begin, (sent ?? end) - begin)
        let backend = routed.route.backend
        return CallTrace(
            id: id.description,
            // A part is enough to tell sessions apart, and lets nobody in.
            session: String(session.id.text.prefix(8)),
            client: session.clientName,
            profile: backend.address.profile.text,
            server: backend.address.server.text,
            method: routed.destination.method.rawValue,
            target: routed.destination.target,
            start: start,
            duration: duration.microseconds,
            queue: queue.microseconds,
            backend: (duration - queue).microseconds,
            outcome: outcome,
            requestBytes: Int64(routed.request.message.readableBytes)
        )
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
        case .notSent, .busy, .ended, .badAnswer, .down: .error
        }
    }
}

extension Duration {
    fileprivate var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}

extension ByteBuffer {
    /// How the call ended that a server's response answers.
    func outcome(_ envelope: Envelope) -> CallTrace.Outcome {
        guard let range = envelope.result else { return .error }
        return (try? JSONText(piece(range)))?["isError"]?.boolean == true ? .toolError : .ok
    }
}
