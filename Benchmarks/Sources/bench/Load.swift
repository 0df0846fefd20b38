/// Callers on one way to the server.
protocol Load {
    /// Completes the MCP handshake and waits until the tool is there.
    mutating func open() throws
    /// Keeps one call of each caller in flight until `count` answers have come.
    mutating func run(_ callers: Callers, count: Int) throws -> Sample
}
