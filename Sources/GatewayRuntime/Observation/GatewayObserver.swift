package import CallTraces
package import ModelContextProtocol
package import Telemetry

/// A call that has ended, as observers are told of it.
package struct EndedCall: Sendable {
    package let trace: CallTrace
    /// In the reference's words: `docker`, `streaming` or `sse`.
    package let serverType: String
    /// The call's span, if spans are exported.
    package let context: TraceContext?
    /// The span of the client's that the call belongs to.
    package let parentID: String?
}

/// Is told of what happens in a gateway, on the path of calls: it must not block.
package protocol GatewayObserver: Sendable {
    func ended(_ call: EndedCall)

    /// A client has completed its handshake.
    func initialized(client: String?, version: String?)

    /// A client has read a list.
    func listed(_ kind: ListKind, client: String?)

    /// The routes were made anew, and clients see so many entries of a kind.
    func discovered(_ count: Int, of kind: ListKind)
}

extension GatewayObserver {
    package func initialized(client: String?, version: String?) {}

    package func listed(_ kind: ListKind, client: String?) {}

    package func discovered(_ count: Int, of kind: ListKind) {}
}

extension TraceRecorder: GatewayObserver {
    package func ended(_ call: EndedCall) { record(call.trace) }
}
