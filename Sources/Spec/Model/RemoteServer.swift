/// A server that somebody else runs, and that is reached by HTTP.
package struct RemoteServer: Hashable, Sendable {
    /// How messages are carried.
    package enum Transport: String, Hashable, Sendable, CaseIterable {
        /// Streamable HTTP (specification since 2025-03-26).
        case streamable = "streamable-http"
        /// HTTP with server-sent events (specification 2024-11-05).
        case sse
    }

    package var serving: ServingPolicy
    /// Where the profile names this server.
    package var declaredAt: SourceLocation
    package var transport: Transport
    package var url: String
    /// Sorted by name; values may have `${NAME}` in them, which the gateway's host fills in.
    package var headers: [EnvironmentVariable]
    /// Whether the URL may lead to loopback, private and link-local addresses, and may be plain `http`.
    package var allowsPrivateAddresses: Bool
    /// Tools that the server's entry documents: what a plan can show before the server was ever reached.
    package var documentedTools: [DocumentedTool]

    package var name: ServerName { serving.name }

    package init(
        serving: ServingPolicy,
        declaredAt: SourceLocation,
        transport: Transport,
        url: String,
        headers: [EnvironmentVariable] = [],
        allowsPrivateAddresses: Bool = false,
        documentedTools: [DocumentedTool] = []
    ) {
        self.serving = serving
        self.declaredAt = declaredAt
        self.transport = transport
        self.url = url
        self.headers = headers.sorted { $0.name < $1.name }
        self.allowsPrivateAddresses = allowsPrivateAddresses
        self.documentedTools = documentedTools
    }
}
