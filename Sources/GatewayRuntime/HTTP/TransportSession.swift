package import ModelContextProtocol
package import NIOCore

/// What a transport needs of one client's conversation with the gateway.
package protocol TransportSession: Sendable {
    var id: SessionID { get }
    /// The revision that the handshake agreed on; nil before it.
    var negotiatedVersion: ProtocolVersion? { get }
    /// Messages that belong to no request; it is iterated once.
    var unsolicited: AsyncStream<ByteBuffer> { get }

    /// Handles one message.
    ///
    /// - Parameters:
    ///   - message: One JSON-RPC message, or bytes that are none.
    ///   - related: Called, before the reply and in order, with messages that belong to this request.
    ///   - reply: Called once, on any thread, with the reply; nil for a notification and a response.
    func receive(
        _ message: ByteBuffer,
        related: @escaping @Sendable (ByteBuffer) -> Void,
        reply: @escaping @Sendable (ByteBuffer?) -> Void
    )

    /// Compares the headers that repeat a request's arguments with the request.
    ///
    /// - Parameters:
    ///   - message: A request without handshake.
    ///   - envelope: Where its parts stand.
    ///   - values: All values of the header fields with a name.
    /// - Returns: Why they are not what the request says; nil if they are.
    func mismatch(of message: ByteBuffer, _ envelope: Envelope, values: (String) -> [String]) -> String?

    /// Ends the conversation: calls in flight are cancelled and ``unsolicited`` ends.
    func close()
}

extension TransportSession {
    package func mismatch(of message: ByteBuffer, _ envelope: Envelope, values: (String) -> [String]) -> String? { nil }
}
