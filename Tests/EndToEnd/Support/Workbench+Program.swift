import FoundationEssentials
import Subprocess
import SystemPackage

/// What most tests do with the program, and with the examples.
extension Workbench {
    func plan(_ source: [String] = []) async throws -> CommandResult {
        try await command(["plan", "--detailed-exitcode"] + source).run()
    }

    func apply(environment: [String: String] = [:]) async throws -> CommandResult {
        try await command(["apply", "--yes"], environment: environment).run()
    }

    /// Copies `examples/profiles` and gives it this test's owner.
    func copyExampleProfiles() throws {
        for folder in ["profiles", "servers"] {
            let source = Installation.exampleProfiles.appending(folder)
            try FileManager.default.copyItem(atPath: source.string, toPath: path(folder))
        }
        let manifest = try String(
            contentsOfFile: Installation.exampleProfiles.appending("reconcile.yaml").string,
            encoding: .utf8
        )
        let lines = manifest.split(separator: "\n").map { $0.hasPrefix("owner:") ? "owner: \(owner)" : $0 }
        try write(lines.joined(separator: "\n") + "\n", to: "reconcile.yaml")
    }

    /// Runs the body with the path of a socket that leads to the engine, and returns the requests that went through.
    func recordingRequests(
        _ body: @Sendable (_ socket: String) async throws -> Void
    ) async throws -> [RecordedRequest] {
        try await withRecorder { recorder in
            try await body(recorder.socket)
            try recorder.companion.send(.terminate)
            var requests: [RecordedRequest] = []
            for await line in recorder.companion.lines {
                if let request = RecordedRequest(line) { requests.append(request) }
            }
            return requests
        }
    }

    /// Runs the body beside a socket that leads to the engine and prints what is asked of it.
    func withRecorder<Output: Sendable>(
        _ body: @Sendable (_ recorder: (socket: String, companion: Companion)) async throws -> Output
    ) async throws -> Output {
        let socket = path("engine-\(UUID().uuidString.prefix(8)).sock")
        let command = Command(
            executable: Installation.python,
            arguments: [Installation.pythonScript("recorder.py"), socket]
        )
        return try await Companion.running(command) { companion in
            _ = try await companion.line(containing: "listening")
            return try await body((socket, companion))
        }.output
    }
}

/// A request that the engine was asked.
struct RecordedRequest: Hashable, Sendable {
    let method: String
    let path: String

    init?(_ line: String) {
        let words = line.split(separator: " ")
        guard words.count == 2 else { return nil }
        (method, path) = (String(words[0]), String(words[1]))
    }

    /// True if it may change the engine; attaching to a container does not.
    var isMutation: Bool {
        method != "GET" && method != "HEAD" && !path.contains("/attach") && !path.contains("/wait")
    }
}
