import FoundationEssentials

/// The engine as a witness: asked through curl, so that what the program's own client believes does not count.
enum Engine {
    static func containers(named prefix: String) async throws -> [ContainerSummary] {
        let filters = #"{"name":["^/\#(prefix)"]}"#
        let body = try await call("GET", "/containers/json?all=1", "--url-query", "filters=\(filters)")
        return try JSONDecoder().decode([ContainerSummary].self, from: body).sorted { $0.name < $1.name }
    }

    static func inspect(_ id: String) async throws -> ContainerInspection {
        try JSONDecoder().decode(ContainerInspection.self, from: try await call("GET", "/containers/\(id)/json"))
    }

    /// The names of the networks that carry an owner's label, sorted.
    static func networks(of owner: String) async throws -> [String] {
        let filters = #"{"label":["io.mcp-reconcile.owner=\#(owner)"]}"#
        let body = try await call("GET", "/networks", "--url-query", "filters=\(filters)")
        return try JSONDecoder().decode([NetworkSummary].self, from: body).map(\.name).sorted()
    }

    static func removeNetwork(_ name: String) async throws {
        _ = try await call("DELETE", "/networks/\(name)")
    }

    static func remove(_ id: String) async throws {
        _ = try await call("DELETE", "/containers/\(id)?force=1&v=1")
    }

    static func stop(_ id: String) async throws {
        _ = try await call("POST", "/containers/\(id)/kill")
    }

    static func pause(_ id: String) async throws {
        _ = try await call("POST", "/containers/\(id)/pause")
    }

    /// Sends a signal, such as `STOP`, to a container's first process.
    static func signal(_ id: String, _ name: String) async throws {
        _ = try await call("POST", "/containers/\(id)/kill?signal=\(name)")
    }

    /// Waits for the engine to say that such a container was started, or finds it running.
    static func waitForStart(ofContainerNamed prefix: String) async throws {
        let events = Command(
            executable: Installation.engineScript,
            arguments: [
                "GET", "/events", "--no-buffer", "--url-query", "since=0", "--url-query",
                #"filters={"type":["container"],"event":["start"]}"#,
            ]
        )
        try await Companion.running(events) { companion in
            _ = try await companion.line(containing: "\"name\":\"\(prefix)")
        }
    }

    private static func call(_ method: String, _ path: String, _ options: String...) async throws -> Data {
        let result = try await Command(
            executable: Installation.engineScript,
            arguments: [method, path] + options
        ).run()
        guard result.status == 0 else { throw UnexpectedResult(of: "\(method) \(path)", result) }
        return Data(result.output.utf8)
    }
}

private struct NetworkSummary: Decodable {
    let name: String

    enum CodingKeys: String, CodingKey {
        case name = "Name"
    }
}

/// A container in the engine's list.
struct ContainerSummary: Decodable, Hashable, Sendable {
    let id: String
    let state: String
    private let names: [String]

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case state = "State"
        case names = "Names"
    }

    /// Without the leading slash.
    var name: String { String(names.first?.dropFirst() ?? "") }
}
