/// What carries a client's messages.
package enum SessionTransport: String, Hashable, Sendable {
    case stdio, http, socket
    /// A client within this process.
    case local
}
