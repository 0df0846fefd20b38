/// What servers may ask of the client behind them: sampling, elicitation and roots.
///
/// A server's question must never reach the wrong person, so it is offered only where a single client can be behind the
/// server.
enum Questions: Hashable, Sendable {
    case none
    /// Everything: what the client itself does not offer is refused when it is asked for.
    case all

    /// The client capabilities of a handshake (specification 2025-11-25, basic/lifecycle).
    var capabilities: String {
        switch self {
        case .none: "{}"
        case .all: #"{"roots":{"listChanged":true},"sampling":{},"elicitation":{"form":{},"url":{}}}"#
        }
    }
}
