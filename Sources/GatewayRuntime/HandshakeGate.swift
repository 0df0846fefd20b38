package import Applier
package import ContainerEngine
package import Spec

/// The gate of an apply beside which no gateway runs: a candidate must complete its handshake and is then left running,
/// for a gateway to take over.
package struct HandshakeGate: Rollout {
    private let opening: BackendOpening

    /// Makes a gate; servers are told the program's version.
    package init(engine: EngineClient, version: String) {
        opening = BackendOpening(engine: engine, version: version)
    }

    package func admit(_ candidate: Candidate) async throws(AdmissionError) {
        try await opening.takeOver(candidate).connection.close()
    }

    /// Nothing to wait for: whoever sends calls to the container is another process.
    package func drain(_ retired: ContainerID, of address: ServerAddress, deadline: Duration) async {}
}
