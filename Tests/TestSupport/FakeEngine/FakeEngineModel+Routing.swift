import ContainerEngine
import Synchronization

extension FakeEngineModel {
    /// Carries out a call.
    func carryOut(_ request: FakeRequest) async -> FakeOutcome {
        let segments = request.path.split(separator: "/").map(String.init)
        switch (request.method, segments.first ?? "") {
        case (_, "_ping"): return .answer(FakeAnswer(status: 200, body: "OK"))
        case ("GET", "version"): return .answer(.json(Self.version))
        case ("GET", "info"): return .answer(.json(info))
        case ("GET", "events"): return .events(subscribe(request))
        case (_, "containers"): return await carryOutOnContainers(request, Array(segments.dropFirst()))
        case (_, "images"): return .answer(carryOutOnImages(request))
        case (_, "networks"): return .answer(carryOutOnNetworks(request, segments.dropFirst().first))
        case (_, "volumes"): return .answer(carryOutOnVolumes(request, segments.dropFirst().first))
        default: return .answer(.failure(404, "page not found"))
        }
    }

    private static let version: JSONValue = [
        "Version": "20.10.24", "ApiVersion": .text(apiVersion), "Os": "linux", "Arch": "amd64",
    ]

    private var info: JSONValue {
        let usual: [String: JSONValue] = [
            "ID": .text(id), "Name": "fake", "ServerVersion": "20.10.24", "OperatingSystem": "Fake",
            "NCPU": 2, "MemTotal": 1_073_741_824, "SecurityOptions": nil,
        ]
        return .object(usual.merging(facts) { _, said in said })
    }

    /// What a test lets it say of itself beside that.
    private var facts: [String: JSONValue] { state.withLock { $0.facts } }
}

/// The `filters` parameter of a call.
struct FakeFilters {
    private let values: [String: [String]]

    init(_ request: FakeRequest) {
        let document = request.query["filters"].flatMap { try? JSONValue(parsing: $0) } ?? [:]
        values = document.members.mapValues { $0.elements.compactMap(\.text) }
    }

    /// True if every label condition, `key` or `key=value`, holds.
    func matches(labels: [String: String]) -> Bool {
        (values["label"] ?? []).allSatisfy { condition in
            let parts = condition.split(separator: "=", maxSplits: 1).map(String.init)
            guard let value = labels[parts[0]] else { return false }
            return parts.count == 1 || value == parts[1]
        }
    }

    /// True if one of the patterns, which are regular expressions, is found in the name.
    func matches(name: String) -> Bool {
        guard let patterns = values["name"] else { return true }
        return patterns.contains { pattern in
            guard let regex = try? Regex(pattern) else { return false }
            return "/\(name)".contains(regex) || name.contains(regex)
        }
    }

    /// True if the value is among the alternatives, or if there are none.
    func allows(_ value: String?, for key: String) -> Bool {
        guard let alternatives = values[key] else { return true }
        return value.map(alternatives.contains) ?? false
    }
}
