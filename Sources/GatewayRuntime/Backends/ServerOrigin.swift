import Applier
import ContainerEngine
import Crypto
import Planner
import Spec

/// Where the server of a backend is.
enum ServerOrigin: Sendable {
    case container(Candidate)
    case remote(RemoteServer, of: ProfileName)
    /// In a container that does not run yet, or is not connected to.
    case awaitedContainer(ServingPolicy, ServerAddress)
    /// Elsewhere, and not connected to yet.
    case awaitedRemote(RemoteServer, of: ProfileName)
    /// In no place: its tools are containers of their own.
    case tools(ToolServer, of: ProfileName)

    var address: ServerAddress {
        switch self {
        case .container(let candidate): candidate.identity.address
        case .remote(let server, let profile), .awaitedRemote(let server, let profile):
            ServerAddress(profile: profile, server: server.name)
        case .awaitedContainer(_, let address): address
        case .tools(let server, let profile): ServerAddress(profile: profile, server: server.name)
        }
    }

    /// Tells places apart: another container, or another way to a remote server, is another one.
    var place: ContainerID {
        switch self {
        case .container(let candidate): return candidate.container
        case .remote(let server, _):
            let headers = server.headers.flatMap { [$0.name, $0.value] }
            let choice = server.serving.protocolChoice.rawValue
            let text = [server.transport.rawValue, server.url, "\(server.allowsPrivateAddresses)", choice] + headers
            var hash = SHA256()
            for part in text { hash.update(data: Array("\(part.utf8.count):\(part)".utf8)) }
            let digits = hash.finalize().prefix(16).map { String($0, radix: 16) }.joined(separator: "-")
            return ContainerID("remote-\(server.name)-\(digits)")
        case .awaitedContainer, .awaitedRemote: return ContainerID("awaited-\(address.server)")
        case .tools(let server, _):
            // How it is shown makes no other place.
            var hasher = Hasher()
            hasher.combine(server.tools)
            hasher.combine(server.network)
            hasher.combine(server.extraHosts)
            hasher.combine(server.resources)
            return ContainerID("tools-\(server.name)-\(UInt(bitPattern: hasher.finalize()))")
        }
    }

    /// What its container was made for; nil for one that has none, or does not run yet.
    var spec: SpecHash? {
        switch self {
        case .container(let candidate): candidate.identity.specHash
        case .remote, .awaitedContainer, .awaitedRemote, .tools: nil
        }
    }

    /// In the reference's words.
    var type: String {
        switch self {
        case .container, .awaitedContainer: "docker"
        case .remote(let server, _), .awaitedRemote(let server, _): server.transport == .sse ? "sse" : "streaming"
        case .tools: "poci"
        }
    }

    /// Whether it stands for what does not run yet.
    var isAwaited: Bool {
        switch self {
        case .container, .remote, .tools: false
        case .awaitedContainer, .awaitedRemote: true
        }
    }

    var serving: ServingPolicy {
        switch self {
        case .container(let candidate): candidate.server.serving
        case .remote(let server, _), .awaitedRemote(let server, _): server.serving
        case .awaitedContainer(let policy, _): policy
        case .tools(let server, _): server.serving
        }
    }
}
