/// What to measure, from the command line: `--name value` pairs.
struct Options {
    let server: String
    let image: String
    let program: String
    /// Where the profiles of the gateways are, a file each.
    let profiles: String
    let engineSocket: String
    let count: Int
    let rounds: Int
    let jsonFile: String?

    init(_ arguments: ArraySlice<String>) throws {
        var values: [String: String] = [:]
        var rest = arguments
        while let name = rest.popFirst() {
            guard name.hasPrefix("--"), let value = rest.popFirst() else { throw Failure("no value for '\(name)'") }
            values[String(name.dropFirst(2))] = value
        }
        func value(_ name: String) throws -> String {
            guard let value = values[name] else { throw Failure("--\(name) is missing") }
            return value
        }
        server = try value("server")
        image = try value("image")
        program = try value("program")
        profiles = try value("profiles")
        engineSocket = values["engine-socket"] ?? "/var/run/docker.sock"
        count = values["calls"].flatMap { Int($0) } ?? 20_000
        rounds = max(1, values["rounds"].flatMap { Int($0) } ?? 5)
        jsonFile = values["json"]
    }

    /// What runs the gateway of a profile.
    func gateway(_ profile: String) -> [String] {
        [program, "gateway", "run", "--profile", "\(profiles)/\(profile).yaml", "--no-watch", "--log-level", "error"]
    }
}
