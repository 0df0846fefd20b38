import FoundationEssentials
import SystemPackage
import Testing

/// One test's own corner of the machine: a directory, an owner, and whatever the engine has of that owner.
struct Workbench: Sendable {
    let directory: FilePath
    /// The owner in every manifest of this test: tests that run at once do not see each other.
    let owner: String

    /// Lends a fresh corner and leaves nothing of it behind, whatever the body does.
    @discardableResult
    static func lend<Output: Sendable>(
        _ body: @Sendable (Workbench) async throws -> Output
    ) async throws -> Output {
        let owner = UUID().uuidString.lowercased()
        let directory = FilePath(FileManager.default.temporaryDirectory.path).appending("mcpr-\(owner.prefix(8))")
        let workbench = Workbench(directory: directory, owner: owner)
        try FileManager.default.createDirectory(atPath: directory.string, withIntermediateDirectories: true)
        let outcome = await result { try await body(workbench) }
        // A test that ran out of time is cancelled; its corner must be cleared nevertheless.
        try await Task { try await workbench.clear() }.value
        return try outcome.get()
    }

    private static func result<Output>(_ body: () async throws -> Output) async -> Result<Output, any Error> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }

    private func clear() async throws {
        for container in try await containers() { try await Engine.remove(container.id) }
        for network in try await networks() { try await Engine.removeNetwork(network) }
        try FileManager.default.removeItem(atPath: directory.string)
    }

    /// The names of the engine's networks of this test, sorted.
    func networks() async throws -> [String] { try await Engine.networks(of: owner) }

    /// The engine's containers of this test, sorted by name.
    func containers() async throws -> [ContainerSummary] {
        try await Engine.containers(named: "mcpr-\(owner.prefix(8))-")
    }

    /// The one container of a server.
    func container(of server: String) async throws -> ContainerSummary {
        let matching = try await containers().filter { $0.name.hasPrefix("mcpr-\(owner.prefix(8))-\(server)-") }
        try #require(matching.count == 1, "\(server): \(matching.map(\.name))")
        return matching[0]
    }

    /// Waits until there are so many containers.
    func expectContainers(_ count: Int) async throws {
        try await expectContainers { $0.count == count }
    }

    /// Waits until the ids of the containers are as `expected` says.
    func expectContainers(_ expected: (Set<String>) -> Bool) async throws {
        while try await !expected(Set(containers().map(\.id))) { try await Task.sleep(for: .milliseconds(50)) }
    }

    /// Runs the program in this directory.
    func program(_ arguments: String..., environment: [String: String] = [:]) async throws -> CommandResult {
        try await command(arguments, environment: environment).run()
    }

    func command(_ arguments: [String], environment: [String: String] = [:]) -> Command {
        Command(
            executable: Installation.program,
            arguments: arguments,
            environment: userDirectories.merging(environment) { _, given in given },
            workingDirectory: directory
        )
    }

    /// What the program keeps of a test is in the test's own corner.
    var userDirectories: [String: String] { ["XDG_CACHE_HOME": path("cache"), "XDG_STATE_HOME": path("state")] }

    func path(_ relative: String) -> String { directory.appending(relative).string }

    func write(_ text: String, to path: String) throws {
        let file = directory.appending(path)
        try FileManager.default.createDirectory(
            atPath: file.removingLastComponent().string,
            withIntermediateDirectories: true
        )
        try text.write(toFile: file.string, atomically: true, encoding: .utf8)
    }
}
