package import Applier
package import ContainerEngine
import Logging
import Planner
package import Spec

/// The gate of an apply beside which no gateway runs: a candidate must complete its handshake, and what it lists must be
/// as it was locked where its policy says so; it is then left running, for a gateway to take over.
package struct HandshakeGate: Rollout {
    private let opening: BackendOpening

    /// Makes a gate; servers are told the program's version.
    package init(engine: EngineClient, version: String) {
        opening = BackendOpening(engine: engine, version: version)
    }

    package func admit(_ candidate: Candidate) async throws(AdmissionError) {
        let opened = try await opening.admit(candidate)
        opened.connection.close()
        let comparison = LockComparison(opened.offering, candidate.server.serving)
        guard let policy = comparison.policy, !comparison.finding.isEmpty else { return }
        Logger.current.warning(
            "a server is not as it was locked",
            metadata: [
                "mcp.server": "\(candidate.identity.address)", "lock": "\(policy.rawValue)",
                "difference": "\(comparison.finding.phrase)",
            ]
        )
    }

    /// Nothing to wait for: whoever sends calls to the container is another process.
    package func drain(_ retired: ContainerID, of address: ServerAddress, deadline: Duration) async {}
}
