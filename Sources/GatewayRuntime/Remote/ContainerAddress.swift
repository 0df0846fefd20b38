import ContainerEngine
import Glibc
import NIOCore
import NIOPosix

/// Where a container on its own network is reached from the engine's host.
struct ContainerAddress: Hashable, Sendable {
    let ip: String
    let port: Int

    /// - Throws: ``RemoteFailure`` if the container's network is not on this host: its address would lead elsewhere, or
    ///   nowhere.
    init(of inspection: ContainerInspection, port: Int) throws(RemoteFailure) {
        let mode = inspection.configuration.host.networkMode
        guard let attachment = inspection.networks[mode], !attachment.address.isEmpty else {
            throw RemoteFailure("has no address on its network")
        }
        // The engine calls the bridge of a network so, and chooses the network's id by chance.
        let bridge = "br-\(attachment.network.text.prefix(12))"
        guard if_nametoindex(bridge) != 0 else {
            throw RemoteFailure(
                "speaks HTTP, and its network is not on this host: run the program where the engine runs, not in a "
                    + "container, and not beside an engine in a virtual machine"
            )
        }
        ip = attachment.address
        self.port = port
    }

    private static let firstPause: Duration = .milliseconds(20)
    private static let longestPause: Duration = .milliseconds(500)

    /// Returns once the port takes connections; nothing else tells that a server listens.
    ///
    /// - Throws: ``SilentPort`` when `limit` has passed, `CancellationError`, and what `check` throws, which is asked
    ///   after each attempt.
    func wait(within limit: Duration, on eventLoop: any EventLoop, check: () throws -> Void) async throws {
        let deadline = ContinuousClock.now + limit
        var pause = Self.firstPause
        while true {
            if try await takesConnections(on: eventLoop) { return }
            try check()
            guard ContinuousClock.now + pause < deadline else { throw SilentPort(port: port, limit: limit) }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    private func takesConnections(on eventLoop: any EventLoop) async throws -> Bool {
        do {
            let channel = try await ClientBootstrap(group: eventLoop)
                .connectTimeout(.seconds(1))
                .connect(host: ip, port: port)
                .get()
            channel.close(promise: nil)
            return true
        } catch {
            try Task.checkCancellation()
            return false
        }
    }
}

/// A server does not listen where its manifest says.
struct SilentPort: Error, Hashable, Sendable {
    let port: Int
    let limit: Duration

    /// What is wrong, to follow the server's name.
    var sentence: String {
        "took no connection on port \(port) within \(limit.seconds) s: it must listen there on all its addresses"
    }
}
