package import Applier
package import ContainerEngine
package import Spec

/// The gate of an apply beside which no gateway runs: a candidate must complete its handshake and is then left running,
/// for a gateway to take over.
package struct HandshakeGate: Rollout {
    private let engine: EngineClient
    private let version: String

    /// - Parameter version: The program's version, which servers are told.
    package init(engine: EngineClient, version: String) {
        self.engine = engine
        self.version = version
    }

    package func admit(_ candidate: Candidate) async throws(AdmissionError) {
        let opened = try await BackendConnection.open(
            candidate,
            engine: engine,
            clientVersion: version,
            events: { _ in }
        )
        opened.connection.close()
    }

    /// Nothing to wait for: whoever sends calls to the container is another process.
    package func drain(_ retired: ContainerID, of address: ServerAddress, deadline: Duration) async {}
}
