/// Reads the services of a Compose file.
struct ComposeImport: Sendable {
    let servers: [ImportedServer]

    init(_ services: [YAMLNode.Entry]) {
        servers = services.map { Self.server($0.key, $0.value) }
    }

    private static func server(_ name: String, _ node: YAMLNode) -> ImportedServer {
        var server = ImportedServer(name)
        guard let image = node["image"]?.text else {
            server.notes.append("it has no 'image', and was not taken over: build one and name it")
            return server
        }
        var container = ImportedContainer(image: image)
        container.command = words(node["command"])
        container.environment = environment(node["environment"])
        container.volumes = (node["volumes"]?.elements ?? []).compactMap(volume)
        container.user = node["user"]?.text
        container.extraHosts = (node["extra_hosts"]?.elements ?? []).compactMap { $0.text?.replacing("=", with: ":") }
        container.fill(&server)
        let limits = node["deploy"]?["resources"]?["limits"]
        let resources = ManifestValue.eliding([
            ("cpus", (node["cpus"] ?? limits?["cpus"])?.text.flatMap(Double.init).map(ManifestValue.number)),
            ("memory", (node["mem_limit"] ?? limits?["memory"])?.text.map(ManifestValue.text)),
            ("pids", (node["pids_limit"] ?? limits?["pids"])?.text.flatMap(Int64.init).map(ManifestValue.integer)),
        ])
        if resources.json != .object([:]) { server.settings.append(ManifestValue.Member("resources", resources)) }
        if node["network_mode"]?.text != "none" { server.notes.append(ClientImport.noNetwork) }
        let taken: Set<String> = [
            "image", "command", "environment", "volumes", "user", "extra_hosts", "cpus", "mem_limit", "pids_limit",
            "deploy", "network_mode", "container_name", "labels", "restart", "stdin_open", "tty", "init", "networks",
        ]
        server.notes += (node.entries ?? []).map(\.key).filter { !taken.contains($0) && !$0.hasPrefix("x-") }
            .map { "'\($0)' was not taken over" }
        return server
    }

    private static func words(_ node: YAMLNode?) -> [String] {
        if let elements = node?.elements { return elements.compactMap(\.text) }
        return node?.text.flatMap { ShellWords($0)?.words } ?? []
    }

    private static func environment(_ node: YAMLNode?) -> [(name: String, value: String?)] {
        if let entries = node?.entries { return entries.map { ($0.key, $0.value.text) } }
        return (node?.elements ?? []).compactMap(\.text).map { text in
            let pair = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return (pair[0], pair.count > 1 ? pair[1] : nil)
        }
    }

    /// Compose lets a server write unless it says otherwise, and manifests the other way round.
    private static func volume(_ node: YAMLNode) -> String? {
        if let text = node.text { return text.split(separator: ":").count == 2 ? text + ":rw" : text }
        guard let source = node["source"]?.text, let target = node["target"]?.text else { return nil }
        return "\(source):\(target):\(node["read_only"]?.text == "true" ? "ro" : "rw")"
    }
}
