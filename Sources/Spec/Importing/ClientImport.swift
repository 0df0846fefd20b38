/// Reads the servers of an MCP client's configuration: `mcpServers` (Claude Desktop, Cursor and others), or `servers`
/// (VS Code).
struct ClientImport: Sendable {
    let servers: [ImportedServer]

    init(_ entries: [YAMLNode.Entry]) {
        servers = entries.map { Self.server($0.key, $0.value) }
    }

    private static func server(_ name: String, _ node: YAMLNode) -> ImportedServer {
        var server = ImportedServer(name)
        if node["disabled"]?.text == "true" { server.notes.append("the client has it switched off") }
        if let url = (node["url"] ?? node["serverUrl"] ?? node["httpUrl"])?.text {
            remote(url, node, &server)
        } else if let command = node["command"]?.text {
            local(command, node, &server)
        } else {
            server.notes.append("it has neither 'command' nor 'url', and was not taken over")
        }
        return server
    }

    private static func remote(_ url: String, _ node: YAMLNode, _ server: inout ImportedServer) {
        var headers: [ManifestValue.Member] = []
        for header in node["headers"]?.entries ?? [] {
            let value = header.value.text ?? ""
            guard case .plain = ImportedSecrets().judge(value, named: header.key) else {
                let variable = self.variable(of: header.key, server.originalName)
                let scheme = ["Bearer ", "Basic ", "Token "].first { value.hasPrefix($0) } ?? ""
                headers.append(ManifestValue.Member(header.key, .text("\(scheme)${\(variable)}")))
                server.notes.append(
                    "the header '\(header.key)' was not written: set \(variable) where the gateway runs"
                )
                continue
            }
            headers.append(ManifestValue.Member(header.key, .text(value)))
        }
        let isEvents = node["type"]?.text == "sse" || node["transport"]?.text == "sse" || url.hasSuffix("/sse")
        server.entry = .eliding([
            ("name", .text(ServerName.suggested(by: server.originalName)?.text ?? server.originalName)),
            ("type", .text("remote")),
            (
                "remote",
                .eliding([
                    ("url", .text(url)), ("transport_type", .text(isEvents ? "sse" : "streamable-http")),
                    ("headers", headers.isEmpty ? nil : .members(headers)),
                ])
            ),
        ])
    }

    static func variable(of header: String, _ server: String) -> String {
        "\(server)_\(header)".uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "_" }
            .joined()
    }

    private static func local(_ command: String, _ node: YAMLNode, _ server: inout ImportedServer) {
        let arguments = (node["args"]?.elements ?? []).compactMap(\.text)
        let entries = node["env"]?.entries ?? []
        let environment = Dictionary(entries.map { ($0.key, $0.value.text ?? "") }) { _, last in last }
        switch command.split(separator: "/").last.map(String.init) ?? command {
        case "docker", "podman":
            let run = DockerRunArguments(arguments, environment: environment)
            guard let container = run.container else {
                server.notes.append("'\(command) \(arguments.first ?? "")' starts no container, and was not taken over")
                return
            }
            if run.hasNetwork { server.notes.append(Self.noNetwork) }
            server.notes += run.dropped.map { "the option '\($0)' was not taken over" }
            container.fill(&server)
        case "npx":
            package("node:24-bookworm-slim", ["npx"] + arguments, "npm", "/root/.npm", entries, &server)
        case "uvx":
            package(
                "ghcr.io/astral-sh/uv:python3.14-bookworm-slim",
                ["uvx"] + arguments,
                "uv",
                "/root/.cache/uv",
                entries,
                &server
            )
        default:
            server.notes.append(
                "'\(command)' is a program of the client's host: build an image of it, and refer to that"
            )
        }
    }

    /// A program that its package manager downloads when it is started.
    private static func package(
        _ image: String,
        _ command: [String],
        _ manager: String,
        _ cache: String,
        _ environment: [YAMLNode.Entry],
        _ server: inout ImportedServer
    ) {
        let name = ServerName.suggested(by: server.originalName)?.text ?? manager
        var container = ImportedContainer(image: image)
        container.command = command
        container.environment = environment.map { ($0.key, $0.value.text ?? "") }
        container.volumes = ["mcp-\(manager)-cache-\(name):\(cache)"]
        container.fill(&server)
        server.settings.append(ManifestValue.Member("network", .text("bridge")))
        server.notes.append("it downloads its package at each start, so it has a network: an image of its own is safer")
    }

    static let noNetwork = "it has no network here: write 'network: bridge' at the server if it needs one"
}
