/// Callers on one way to the server.
protocol Load {
    /// Completes the MCP handshake and waits until the tool is there.
    mutating func open() throws
    /// Has one thread play so many callers, until `count` answers have come.
    mutating func runTogether(_ callers: Int, count: Int) throws -> Sample
    /// Has a thread play each of so many callers, until `count` answers have come.
    mutating func runApart(_ callers: Int, count: Int) throws -> Sample
}

extension Load {
    /// Keeps one call of each caller in flight until `count` answers have come.
    mutating func run(_ callers: Callers, count: Int) throws -> Sample {
        switch callers.play {
        case .byOneThread: try runTogether(callers.count, count: count)
        case .byThreadEach: try runApart(callers.count, count: count)
        }
    }
}
