/// How long a client waits and how much it accepts.
package struct EngineLimits: Hashable, Sendable {
    /// Until a connection is open.
    package var connect: Duration
    /// From a call to the end of its answer, unless the call itself takes a deadline.
    package var call: Duration
    /// From a create to its answer: an engine under load needs longer to prepare a root filesystem.
    package var create: Duration
    /// Bytes of one answer: an engine with thousands of containers lists them in a few mebibytes.
    package var answerSize: Int
    /// Bytes of one line of a stream of JSON lines.
    package var lineSize: Int

    /// Connections of one client: each wait and event stream keeps one to itself, and further calls must not queue
    /// behind them.
    static let connections = 512
    /// Bytes that are read of the body of a failure: its message is one sentence.
    static let failureSize = 64 << 10

    package init(
        connect: Duration = .seconds(5),
        call: Duration = .seconds(30),
        create: Duration = .seconds(60),
        answerSize: Int = 32 << 20,
        lineSize: Int = 1 << 20
    ) {
        self.connect = connect
        self.call = call
        self.create = create
        self.answerSize = answerSize
        self.lineSize = lineSize
    }
}
