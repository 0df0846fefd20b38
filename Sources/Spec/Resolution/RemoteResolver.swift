/// Makes the address of a remote server complete.
struct RemoteResolver {
    /// Headers that belong to the transport.
    private static let reserved = [
        "host", "content-length", "content-type", "accept", "transfer-encoding", "connection", "mcp-session-id",
        "mcp-protocol-version", "mcp-method", "mcp-name", "last-event-id",
    ]

    private let declaration: RemoteDeclaration
    private(set) var diagnostics: [Diagnostic] = []

    init(_ declaration: RemoteDeclaration) {
        self.declaration = declaration
    }

    /// Nil after at least one diagnostic, also of the rendering.
    mutating func server(
        _ serving: ServingPolicy,
        declaredAt: SourceLocation,
        documentedTools: [DocumentedTool],
        rendering: inout ServerRendering
    ) -> RemoteServer? {
        let transport = transport
        let headers = declaration.headers.compactMap { header in
            self.header(header, &rendering)
        }
        guard let url = rendering.text(declaration.url), check(url), let transport else { return nil }
        return RemoteServer(
            serving: serving,
            declaredAt: declaredAt,
            transport: transport,
            url: url,
            headers: headers,
            allowsPrivateAddresses: declaration.allowsPrivateAddresses,
            documentedTools: documentedTools
        )
    }

    /// In the words of Docker's MCP Gateway, too.
    private var transport: RemoteServer.Transport? {
        mutating get {
            switch declaration.transport?.value {
            case nil, "", "streamable-http", "streamable", "streaming", "http": return .streamable
            case "sse": return .sse
            case .some(let other):
                diagnostics.append(
                    Diagnostic(
                        .badValue,
                        "'\(other)' is no transport of a remote server",
                        at: declaration.transport?.location ?? declaration.url.location,
                        suggestion: "write streamable-http or sse"
                    )
                )
                return nil
            }
        }
    }

    private mutating func header(
        _ header: Named<Located<String>>,
        _ rendering: inout ServerRendering
    ) -> EnvironmentVariable? {
        let name = header.name.lowercased()
        guard !Self.reserved.contains(name), !name.hasPrefix("mcp-param-") else {
            let message = "the header '\(header.name)' belongs to the transport"
            diagnostics.append(Diagnostic(.badValue, message, at: header.location, suggestion: "remove it"))
            return nil
        }
        guard let value = rendering.text(header.value) else { return nil }
        guard !value.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F }) else {
            let message = "the header '\(header.name)' has control characters in it"
            diagnostics.append(Diagnostic(.badValue, message, at: header.value.location, suggestion: "write one line"))
            return nil
        }
        return EnvironmentVariable(name: header.name, value: value)
    }

    private mutating func check(_ url: String) -> Bool {
        let schemes = declaration.allowsPrivateAddresses ? ["https://", "http://"] : ["https://"]
        let problem: String? =
            if !schemes.contains(where: { url.hasPrefix($0) && url.count > $0.count }) {
                "'\(UntrustedText.escaping(url))' is no \(schemes.joined(separator: " or ")) URL"
            } else if url.drop(while: { $0 != "/" }).dropFirst(2).prefix(while: { !"/?#".contains($0) }).contains("@") {
                "the URL has credentials in it"
            } else {
                nil
            }
        guard let problem else { return true }
        diagnostics.append(
            Diagnostic(
                .badValue,
                problem,
                at: declaration.url.location,
                suggestion:
                    "write https://host/path; 'allowPrivateAddresses: true' permits http, and credentials go into headers"
            )
        )
        return false
    }
}
