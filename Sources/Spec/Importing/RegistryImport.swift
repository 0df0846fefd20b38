/// Reads a server of the MCP registry: a `server.json`, or the registry's answer with one in it.
///
/// Both spellings of its keys are read, `registryType` and the older `registry_type`.
struct RegistryImport: Sendable {
    let servers: [ImportedServer]

    /// Nil for what is no document of the registry.
    init?(_ root: YAMLNode) {
        let node = root["server"]?.entries == nil ? root : root["server"] ?? root
        guard node["packages"]?.elements != nil || node["remotes"]?.elements != nil, let name = node["name"]?.text
        else {
            return nil
        }
        servers = [Self.server(String(name.split(separator: "/").last ?? ""), node)]
    }

    /// A remote wins over packages; of those the first that is an image, then one of a package manager.
    private static func server(_ name: String, _ node: YAMLNode) -> ImportedServer {
        var server = ImportedServer(name)
        if let remote = node["remotes"]?.elements?.first {
            fill(&server, remote: remote)
            return server
        }
        let packages = (node["packages"]?.elements ?? []).sorted { rank($0) < rank($1) }
        guard let package = packages.first, rank(package) < Self.order.count else {
            server.notes.append("none of its packages is an image, or one of npm or PyPI: it was not taken over")
            return server
        }
        fill(&server, package: package)
        return server
    }

    private static let order = ["oci", "pypi", "npm"]

    private static func rank(_ package: YAMLNode) -> Int {
        order.firstIndex(of: type(of: package)) ?? order.count
    }

    /// What the registry's first documents called `docker` is `oci`.
    private static func type(of package: YAMLNode) -> String {
        let type = (package.either("registryType", "registry_type") ?? package["registry_name"])?.text ?? ""
        return type == "docker" ? "oci" : type
    }

    // MARK: Packages

    private static func fill(_ server: inout ImportedServer, package: YAMLNode) {
        let identifier = (package["identifier"] ?? package["name"])?.text ?? ""
        let version = package["version"]?.text ?? ""
        let name = ServerName.suggested(by: server.originalName)?.text ?? "server"
        let arguments = Self.arguments(package.either("packageArguments", "package_arguments"))
        var container: ImportedContainer
        switch type(of: package) {
        case "oci":
            container = ImportedContainer(image: image(identifier, version, package))
            container.command = arguments
        case "pypi":
            container = ImportedContainer(image: "ghcr.io/astral-sh/uv:python3.14-bookworm-slim")
            let pinned = version.isEmpty ? identifier : "\(identifier)==\(version)"
            container.command = ["uvx", "--from", pinned, identifier] + arguments
            container.volumes = ["mcp-uv-cache-\(name):/root/.cache/uv"]
        default:
            container = ImportedContainer(image: "node:24-bookworm-slim")
            container.command = ["npx", "--yes", version.isEmpty ? identifier : "\(identifier)@\(version)"] + arguments
            container.volumes = ["mcp-npm-cache-\(name):/root/.npm"]
        }
        readRuntimeArguments(package.either("runtimeArguments", "runtime_arguments"), into: &container, &server)
        readEnvironment(package.either("environmentVariables", "environment_variables"), into: &container, &server)
        container.fill(&server)
        if type(of: package) == "oci" {
            server.notes.append(ClientImport.noNetwork)
        } else {
            server.settings.append(ManifestValue.Member("network", .text("bridge")))
            server.notes.append(
                "it downloads its package at each start, so it has a network: an image of its own is safer"
            )
        }
    }

    /// An identifier may have its tag already; a version is a tag, or a digest.
    private static func image(_ identifier: String, _ version: String, _ package: YAMLNode) -> String {
        let host = package.either("registryBaseUrl", "registry_base_url")?.text?.replacing("https://", with: "") ?? ""
        let first = identifier.split(separator: "/").first ?? ""
        let isQualified = identifier.contains("/") && (first.contains(".") || first.contains(":"))
        let isDocker = host.isEmpty || host.hasSuffix("docker.io")
        let name = isQualified || isDocker ? identifier : "\(host)/\(identifier)"
        let last = name.split(separator: "/").last ?? ""
        if version.isEmpty || last.contains(":") || last.contains("@") { return name }
        return version.hasPrefix("sha256:") ? "\(name)@\(version)" : "\(name):\(version)"
    }

    /// A positional argument as it is, a named one as `name=value`; those without a value are left to the person.
    private static func arguments(_ node: YAMLNode?) -> [String] {
        (node?.elements ?? []).compactMap { argument in
            let value = (argument["value"] ?? argument["default"])?.text
            guard argument["type"]?.text == "named" else { return value }
            let name = argument["name"]?.text ?? ""
            return value.map { "\(name)=\($0)" } ?? name
        }
    }

    private static func readRuntimeArguments(
        _ node: YAMLNode?,
        into container: inout ImportedContainer,
        _ server: inout ImportedServer
    ) {
        for argument in node?.elements ?? [] {
            let (name, value) = (argument["name"]?.text ?? "", (argument["value"] ?? argument["default"])?.text ?? "")
            let run = DockerRunArguments(["run", name, value, "image"], environment: [:])
            if value.contains("{") {
                server.notes.append("the option '\(name) \(value)' has a value that you choose: add it yourself")
            } else if let found = run.container, run.dropped.isEmpty, argument["type"]?.text == "named" {
                container.volumes += found.volumes
                container.user = found.user ?? container.user
                container.environment += found.environment
            } else {
                server.notes.append("the option '\(name) \(value)' was not taken over")
            }
        }
    }

    private static func readEnvironment(
        _ node: YAMLNode?,
        into container: inout ImportedContainer,
        _ server: inout ImportedServer
    ) {
        for variable in node?.elements ?? [] {
            guard let name = variable["name"]?.text else { continue }
            let value = (variable["value"] ?? variable["default"])?.text
            let isSecret = variable.either("isSecret", "is_secret")?.text == "true"
            let isRequired = variable.either("isRequired", "is_required")?.text == "true"
            if isSecret {
                container.secrets.append(name)
            } else if let value {
                container.environment.append((name, value))
            } else if isRequired {
                server.notes.append("it requires the variable '\(name)': write it into 'env' of the profile")
            }
        }
    }

    // MARK: Remotes

    private static func fill(_ server: inout ImportedServer, remote: YAMLNode) {
        let transport = (remote["type"] ?? remote["transport_type"])?.text == "sse" ? "sse" : "streamable-http"
        var headers: [ManifestValue.Member] = []
        for header in remote["headers"]?.elements ?? [] {
            guard let name = header["name"]?.text else { continue }
            let isSecret = header.either("isSecret", "is_secret")?.text == "true"
            if let value = header["value"]?.text, !isSecret, !value.contains("{") {
                headers.append(ManifestValue.Member(name, .text(value)))
                continue
            }
            let variable = ClientImport.variable(of: name, server.originalName)
            let scheme =
                header["value"]?.text.flatMap { value in ["Bearer ", "Basic "].first { value.hasPrefix($0) } } ?? ""
            headers.append(ManifestValue.Member(name, .text("\(scheme)${\(variable)}")))
            server.notes.append("set \(variable) where the gateway runs, for the header '\(name)'")
        }
        server.entry = .eliding([
            ("name", .text(ServerName.suggested(by: server.originalName)?.text ?? server.originalName)),
            ("type", .text("remote")),
            (
                "remote",
                .eliding([
                    ("url", .text(remote["url"]?.text ?? "")), ("transport_type", .text(transport)),
                    ("headers", headers.isEmpty ? nil : .members(headers)),
                ])
            ),
        ])
    }
}

extension YAMLNode {
    /// The value under either spelling of its key.
    fileprivate func either(_ key: String, _ older: String) -> YAMLNode? { self[key] ?? self[older] }
}
