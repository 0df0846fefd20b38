import CallTraces
import ModelContextProtocol
import Spec
import Telemetry

/// A call that has ended, as observers are told of it.
///
/// It holds what costs nothing to hand on; ``trace`` makes the whole record for those who keep it.
package struct EndedCall: Sendable {
    let id: CallID
    let session: SessionID
    let client: String?
    let address: ServerAddress
    /// In the reference's words: `docker`, `streaming` or `sse`.
    let serverType: String
    let destination: Destination
    /// In microseconds since 1970.
    let start: Int64
    let duration: Duration
    /// The part of `duration` before the server was asked.
    let queue: Duration
    let outcome: CallTrace.Outcome
    /// What went wrong, for the reader.
    let error: String?
    let requestBytes: Int
    let resultBytes: Int
    /// The call's span, if spans are exported.
    let span: TraceParent?
    var arguments: String?
    var result: String?

    var trace: CallTrace {
        CallTrace(
            id: id.description,
            // A part is enough to tell sessions apart, and lets nobody in.
            session: String(session.text.prefix(8)),
            client: client,
            profile: address.profile.text,
            server: address.server.text,
            method: destination.method.rawValue,
            target: destination.target,
            arguments: arguments,
            result: result,
            start: start,
            duration: duration.microseconds,
            queue: queue.microseconds,
            backend: (duration - queue).microseconds,
            outcome: outcome,
            error: error,
            traceID: span?.traceID,
            requestBytes: Int64(requestBytes),
            resultBytes: Int64(resultBytes)
        )
    }
}

extension Duration {
    fileprivate var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }

    /// As metrics have it.
    var milliseconds: Double {
        Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15
    }
}
