/// Bounds of what clients may take of the HTTP server.
package struct HTTPServerLimits: Sendable {
    /// Bytes of one posted message.
    package var bodyBytes = 4 << 20
    /// Sessions at once.
    package var sessions = 4096
    /// How long a session may be unused, with no call in flight and no stream open.
    package var sessionIdle = Duration.seconds(30 * 60)
    /// How often unused sessions are looked for.
    package var sweepInterval = Duration.seconds(60)
    /// Connections at once; more wait until one closes.
    package var connections = 4096
    /// How long a connection may be silent between requests or within one that is being sent.
    package var connectionIdle = Duration.seconds(120)
    /// The time between comments on a stream on which nothing happens.
    package var keepAlive = Duration.seconds(15)
    /// How long calls in flight may go on after graceful shutdown began.
    package var drain = Duration.seconds(5)
    /// Messages that wait for one slow reader; the oldest are dropped.
    package var pendingMessages = 256
    /// Bytes of messages that wait for one slow reader.
    package var pendingBytes = 8 << 20
    /// Streams that clients may come back to, and the bytes that are kept for those that nobody reads.
    package var keptStreams = 1024
    package var keptBytes = 64 << 20
    /// How long a stream is kept that nobody reads.
    package var keptTime = Duration.seconds(5 * 60)

    package init() {}
}
