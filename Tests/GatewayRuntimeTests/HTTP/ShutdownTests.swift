import GatewayRuntime
import NIOCore
import NIOPosix
import Testing

/// A server that ends while clients come.
struct ShutdownTests {
    /// A connection that is accepted then belongs to nobody, which was a trap.
    @Test(arguments: 1...20)
    func connectionsThatComeWhileItEndsHarmNothing(round: Int) async throws {
        try await TestServer.lend { server in
            await withTaskGroup { group in
                for _ in 0..<40 { group.addTask { await Self.connect(to: server.port) } }
                group.addTask { await server.shutdown() }
            }
        }
    }

    private static func connect(to port: Int) async {
        // Whether it gets through is not the question.
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        guard let channel = try? await bootstrap.connect(host: "127.0.0.1", port: port).get() else { return }
        try? await channel.close().get()
    }
}
