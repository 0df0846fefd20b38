import ContainerEngine
import ModelContextProtocol
import NIOCore
import Spec

/// One copy of a server, started and past its handshake, for one session or one call.
final class EphemeralServer: Sendable {
    let connection: BackendConnection
    private let container: ContainerID
    private let remove: @Sendable (ContainerID) -> Void

    init(_ connection: BackendConnection, in container: ContainerID, remove: @escaping @Sendable (ContainerID) -> Void)
    {
        self.connection = connection
        self.container = container
        self.remove = remove
    }

    /// From now on it speaks to this session alone.
    func serve(_ session: ClientSession, for backend: Backend) {
        connection.tell(
            BackendConnection.Listener(
                notice: { [weak session] message, envelope, caller in
                    guard let session else { return }
                    session.gateway.notice(backend, message, envelope, caller, only: session)
                },
                question: { [weak session] question in
                    guard let session else { return question.decline("the client has left") }
                    session.ask(question, of: backend.address.server)
                }
            )
        )
    }

    /// Ends the server; what is in flight fails.
    func end() {
        connection.close()
        remove(container)
    }
}
