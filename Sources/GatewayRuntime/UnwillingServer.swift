/// What a gateway does with a running server that refuses another handshake.
package enum UnwillingServer: Hashable, Sendable {
    /// Stops it and starts it again: it must be served.
    case restart
    /// Leaves it as it is: only a look was wanted.
    case leave
}
