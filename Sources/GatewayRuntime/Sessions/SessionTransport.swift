/// What carries a client's messages.
package enum SessionTransport: String, Hashable, Sendable {
    case stdio, http
    /// A client within this process.
    case local
}
