import CallTraces
package import ModelContextProtocol
package import Spec

/// Is told of what happens in a gateway, on the path of calls: it must not block.
package protocol GatewayObserver: Sendable {
    func ended(_ call: EndedCall)

    /// A client has completed its handshake.
    func initialized(client: String?, version: String?)

    /// A client has read a list.
    func listed(_ kind: ListKind, client: String?)

    /// The routes were made anew, and clients see so many entries of a kind.
    func discovered(_ count: Int, of kind: ListKind)

    /// So many entries of a server's list are withheld because they are not as they were locked.
    func withheld(_ count: Int, of kind: ListKind, from server: ServerName)
}

extension GatewayObserver {
    package func initialized(client: String?, version: String?) {}

    package func listed(_ kind: ListKind, client: String?) {}

    package func discovered(_ count: Int, of kind: ListKind) {}

    package func withheld(_ count: Int, of kind: ListKind, from server: ServerName) {}
}

extension TraceRecorder: GatewayObserver {
    package func ended(_ call: EndedCall) { record(call.trace) }
}
