import GatewayRuntime
import Logging
import ServiceLifecycle
import SystemPackage
import UnixSignals

/// Decides which of several gateways of one profile on this host serves; on stdio, the others join it.
struct SharedGateway {
    /// How long a gateway that has just begun may take to let others join.
    private static let patience: Duration = .seconds(15)
    private static let interval: Duration = .milliseconds(50)

    let place: GatewayPlace
    let command: GatewayRunCommand

    /// Obtains the right to serve; nil once this process has joined another gateway and its client has left.
    ///
    /// - Throws: ``CommandFailure`` if another gateway serves and cannot be joined.
    func obtainLease() async throws -> GatewayLease? {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            if let lease = try claim() { return lease }
            guard command.transport == .stdio else { throw isServed }
            guard command.mayJoin else { return GatewayLease.alone }
            if let joined = await JoinedGateway(at: place) {
                try await serve(joined)
                return nil
            }
            // The other gateway has the lease and does not listen yet, or is about to end: neither tells when.
            guard ContinuousClock.now < deadline else { throw isServed }
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

    private func serve(_ joined: JoinedGateway) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: joined, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "mcp-reconcile") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        do {
            try await group.run()
        } catch is JoinedGateway.Ended {
            throw CommandFailure(status: .failed, message: "the gateway that was joined has ended: start again")
        }
    }

    private var isServed: CommandFailure {
        let holder = place.holder.map { "process \($0)" } ?? "another process"
        return CommandFailure(
            status: .locked,
            message: "\(holder) serves this profile already: end it, join it on stdio, or add --standalone"
        )
    }
}
