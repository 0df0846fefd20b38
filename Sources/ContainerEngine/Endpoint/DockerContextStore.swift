import FoundationEssentials

/// The Docker CLI's configuration directory, as far as it says where engines listen.
///
/// A context lies in `contexts/meta/<id>/meta.json`, its certificates in `contexts/tls/<id>/docker/`; the id is the
/// SHA-256 of its name, so looking at every context finds the same one without a hash.
struct DockerContextStore {
    /// Contexts that are looked at; no user has that many.
    private static let maximumContexts = 1000
    /// Bytes of one file that are read.
    private static let maximumFileSize = 1 << 20

    private let directory: String

    init(environment: [String: String], homeDirectory: String) {
        let configured = environment["DOCKER_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        directory = configured ?? "\(homeDirectory)/.docker"
    }

    /// The name that `config.json` sets as current; nil if there is no such file or setting.
    func currentContext() throws(EngineError) -> String? {
        struct Configuration: Decodable {
            var currentContext: String?
        }
        let path = "\(directory)/config.json"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let name = try decode(Configuration.self, from: path).currentContext
        return name?.isEmpty == true ? nil : name
    }

    /// The endpoint of the context called `name`.
    func endpoint(ofContext name: String) throws(EngineError) -> EngineEndpoint {
        let source = "context \(EscapedText(name))"
        for id in contextIDs() {
            let metadata = try decode(ContextMetadata.self, from: "\(directory)/contexts/meta/\(id)/meta.json")
            guard metadata.name == name else { continue }
            guard let docker = metadata.endpoints?["docker"], let host = docker.host, !host.isEmpty else {
                throw .invalidEndpoint(source, "it has no docker endpoint")
            }
            return try EngineEndpoint.parse(host, source: source, tls: tlsIdentity(of: id, docker))
        }
        let place = EscapedText(directory)
        throw .invalidEndpoint(source, "there is no such context in \(place); see DOCKER_CONTEXT and DOCKER_HOST")
    }

    private func tlsIdentity(of id: String, _ endpoint: ContextMetadata.Endpoint) -> TLSIdentity? {
        let certificates = "\(directory)/contexts/tls/\(id)/docker"
        guard FileManager.default.fileExists(atPath: certificates) else { return nil }
        return TLSIdentity(directory: certificates, verifiesEngine: endpoint.skipsVerification != true)
    }

    private func contextIDs() -> [String] {
        // No directory means no context.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/contexts/meta")) ?? []
        return names.sorted().prefix(Self.maximumContexts).filter { id in
            FileManager.default.fileExists(atPath: "\(directory)/contexts/meta/\(id)/meta.json")
        }
    }

    private func decode<Value: Decodable>(_ type: Value.Type, from path: String) throws(EngineError) -> Value {
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            guard let size = attributes[.size] as? Int, size <= Self.maximumFileSize else {
                throw CocoaError(.fileReadTooLarge)
            }
            return try JSONDecoder().decode(type, from: Data(contentsOf: URL(filePath: path)))
        } catch {
            throw .invalidEndpoint(path, "it cannot be read as the JSON that the Docker CLI writes", cause: error)
        }
    }
}

/// What the Docker CLI keeps of a context.
private struct ContextMetadata: Decodable {
    struct Endpoint: Decodable {
        var host: String?
        var skipsVerification: Bool?

        enum CodingKeys: String, CodingKey {
            case host = "Host"
            case skipsVerification = "SkipTLSVerify"
        }
    }

    var name: String
    var endpoints: [String: Endpoint]?

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case endpoints = "Endpoints"
    }
}
