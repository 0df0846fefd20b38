/// Lets in who may speak to the server at all, before anything else of a request is looked at.
///
/// A web page can make a browser send requests to this host, and can point its own name at it (DNS rebinding); the
/// checks of `Origin` and `Host` stop both (specification 2025-11-25, basic/transports, security warning).
struct RequestGuard: Sendable {
    private let token: BearerToken
    private let origins = LoopbackNames()
    /// The names under which a server on loopback is asked for; nil if other hosts may reach the server.
    private let hosts: LoopbackNames?

    /// A server that is bound to this host, name or address, asks for this token.
    init(token: BearerToken, host: String) {
        self.token = token
        hosts = LoopbackNames.contains(bound: host) ? LoopbackNames(and: host) : nil
    }

    /// Checks where a request comes from and which host it asks for; holds for every method and path.
    func checkSite(_ head: RequestHead) throws(Refusal) {
        if let origin = head.origin, !origins.contains(origin: origin) { throw .foreignOrigin }
        guard let hosts else { return }
        guard let host = head.host, hosts.contains(authority: host) else { throw .foreignHost }
    }

    /// Checks the bearer token and returns who presented it.
    func authenticate(_ head: RequestHead) throws(Refusal) -> Principal {
        guard token.authorizes(head.authorization) else { throw .unauthorized }
        return token.principal
    }
}
