import GatewayRuntime
import Logging
import ServiceLifecycle
import Synchronization
import SystemPackage
import UnixSignals

/// Decides which of several gateways of one profile on this host serves; on stdio, the others join it, and when it ends
/// one of them goes on in its place.
struct SharedGateway {
    /// How long a gateway that has just begun may take to let others join.
    private static let patience: Duration = .seconds(15)
    private static let interval: Duration = .milliseconds(50)

    let place: GatewayPlace
    let command: GatewayRunCommand

    /// Runs the body once this process has the right to serve: with the client that is to be served, if it had joined
    /// other gateways before; not at all if that client leaves while others serve it.
    ///
    /// - Throws: What the body throws; ``CommandFailure`` if another gateway serves and cannot be joined.
    func serving(_ body: (GatewayLease, JoinedClient?) async throws -> Void) async throws {
        if let lease = try claim() { return try await hold(lease) { try await body(lease, nil) } }
        guard command.transport == .stdio else { throw isServed }
        guard command.mayJoin else { return try await body(.alone, nil) }
        try await JoinedClient.lend { client in
            guard let lease = try await join(client) else { return }
            try await hold(lease) { try await body(lease, client) }
        }
    }

    private func hold(_ lease: GatewayLease, _ body: () async throws -> Void) async throws {
        defer { lease.release() }
        try await body()
    }

    /// Lets others serve the client as long as there are some; nil once it has left.
    private func join(_ client: JoinedClient) async throws -> GatewayLease? {
        var deadline = ContinuousClock.now + Self.patience
        while true {
            let ending = try await converse(client)
            if ending == .clientLeft { return nil }
            if ending == .gatewayEnded {
                Logger.current.notice("the gateway that was joined has ended")
                deadline = .now + Self.patience
            }
            if let lease = try claim() { return lease }
            guard ending != .gatewayEnded else { continue }
            // The other gateway has the lease and does not listen yet, or is about to end: neither tells when.
            guard ContinuousClock.now < deadline else { throw ending == .nobodyListens ? isServed : isSilent }
            try await Task.sleep(for: Self.interval)
        }
    }

    private func claim() throws -> GatewayLease? {
        do {
            return try place.claim(standalone: command.isAlone)
        } catch let error as Errno {
            let message = "the place where gateways meet cannot be used: \(error); set XDG_RUNTIME_DIR to a directory"
            throw CommandFailure(status: .failed, message: message)
        }
    }

    private func converse(_ client: JoinedClient) async throws -> JoinedClient.Ending {
        let conversation = Conversation(client: client, place: place)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: conversation, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "mcp-reconcile") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        try await group.run()
        return conversation.ending
    }

    /// One conversation, which a signal ends, too.
    private final class Conversation: Service {
        private let client: JoinedClient
        private let place: GatewayPlace
        private let outcome = Mutex(JoinedClient.Ending.clientLeft)

        init(client: JoinedClient, place: GatewayPlace) {
            (self.client, self.place) = (client, place)
        }

        var ending: JoinedClient.Ending { outcome.withLock { $0 } }

        func run() async throws {
            let ending = try await client.converse(at: place)
            guard !Task.isShuttingDownGracefully else { return }
            outcome.withLock { $0 = ending }
        }
    }

    private var isServed: CommandFailure {
        CommandFailure(
            status: .locked,
            message: "\(holder) serves this profile already: end it, join it on stdio with its --env, or add"
                + " --standalone"
        )
    }

    private var isSilent: CommandFailure {
        CommandFailure(
            status: .locked,
            message: "\(holder) serves this profile already, and does not answer or takes no more clients: end it, or"
                + " add --standalone"
        )
    }

    private var holder: String { place.holder.map { "process \($0)" } ?? "another process" }
}
