import ContainerEngine
import FoundationEssentials
import SystemPackage
import TestSupport
import Testing

/// The program before an engine that records every request: manifests in a directory, and no real container anywhere.
struct PlanBench: Sendable {
    let directory: FilePath
    let engine: FakeEngine

    static let owner = "3f2a9c1e-0000-4000-8000-00000000000a"
    static let image = "example/server:1"

    static func lend(engineID: String = "FAKE:ENGINE", _ body: @Sendable (Self) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try await withFakeEngine(id: engineID) { engine in
                engine.model.addImage(image, process: ScriptedMCPServer().process)
                try await body(Self(directory: directory, engine: engine))
            }
        }
    }

    /// Writes a tree of one profile, `dev`, with these servers: names, and what their entries say beside the image.
    func write(_ servers: [String: String], in folder: String = ".", item: String = "") throws {
        var profile = """
            apiVersion: mcp-reconcile.dev/v1
            kind: Profile
            metadata: { name: dev }
            servers:

            """
        if servers.isEmpty { profile = profile.replacing("servers:", with: "servers: []") }
        for (name, entry) in servers.sorted(by: { $0.key < $1.key }) {
            profile += "  - name: \(name)\n    ref: file://servers/\(name).yaml\n\(item)"
            try write("image: \(Self.image)\n\(entry)\n", to: "\(folder)/servers/\(name).yaml")
        }
        try write(profile, to: "\(folder)/profiles/dev.yaml")
        try write(
            "apiVersion: mcp-reconcile.dev/v1\nkind: Repository\nowner: \(Self.owner)\n",
            to: "\(folder)/reconcile.yaml"
        )
    }

    func write(_ text: String, to path: String) throws {
        let file = directory.appending(path)
        try FileManager.default.createDirectory(
            atPath: file.removingLastComponent().string,
            withIntermediateDirectories: true
        )
        try text.write(toFile: file.string, atomically: true, encoding: .utf8)
    }

    func text(of path: String) throws -> String {
        try String(contentsOfFile: directory.appending(path).string, encoding: .utf8)
    }

    /// The program here, before the engine.
    func command(_ arguments: [String], environment: [String: String] = [:]) -> Command {
        var variables = [
            "DOCKER_HOST": "\(engine.endpoint)", "XDG_RUNTIME_DIR": directory.string,
            "XDG_STATE_HOME": directory.appending("state").string,
        ]
        variables.merge(environment) { _, new in new }
        return Command(
            executable: Installation.program,
            arguments: arguments,
            environment: variables,
            workingDirectory: directory
        )
    }

    /// Runs the program to its end.
    func program(_ arguments: [String], environment: [String: String] = [:]) async throws -> CommandResult {
        try await command(arguments, environment: environment).run()
    }

    func program(_ arguments: String...) async throws -> CommandResult { try await program(arguments) }

    /// Makes the directory a git repository, or adds to it, commits everything, and returns the commit's id.
    @discardableResult
    func commit() async throws -> String {
        try await git("init", "--quiet", "--initial-branch", "main")
        try await git("add", "--all")
        try await git("commit", "--quiet", "--allow-empty", "--message", "A change")
        return try await git("rev-parse", "HEAD").filter { $0 != "\n" }
    }

    @discardableResult
    func git(_ arguments: String...) async throws -> String {
        let identity = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
        let result = try await Command(
            executable: "/usr/bin/git",
            arguments: identity + arguments,
            environment: ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"],
            workingDirectory: directory
        ).run()
        guard result.status == 0 else { throw UnexpectedResult(of: "git", result) }
        return result.output
    }
}
