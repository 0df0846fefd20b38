import SystemPackage

/// The manifests of a test.
extension Workbench {
    /// Writes a tree of one profile, `dev`, with these servers: YAML list items without indentation.
    func writeProfile(_ servers: String..., gateway: String = "{ naming: auto }") throws {
        try write(
            """
            apiVersion: mcp-reconcile.dev/v1
            kind: Repository
            owner: \(owner)

            """,
            to: "reconcile.yaml"
        )
        try write(
            """
            apiVersion: mcp-reconcile.dev/v1
            kind: Profile
            metadata: { name: dev }
            gateway: \(gateway)
            servers:
            \(servers.map { $0.indented() }.joined(separator: "\n"))

            """,
            to: "profiles/dev.yaml"
        )
    }

    /// Writes a server entry that starts the echo server with these arguments, and returns the item that names it.
    ///
    /// A profile cannot set a command, a server entry can.
    func echoServer(_ name: String, arguments: [String] = [], entry: String = "", item: String = "") throws -> String {
        let command = arguments.map { "\"\($0)\"" }.joined(separator: ", ")
        try write(
            """
            name: \(name)
            type: server
            image: mcp-reconcile-example/echo:1
            command: [\(command)]
            \(entry)

            """,
            to: "servers/\(name).yaml"
        )
        return "- name: \(name)\n  ref: file://servers/\(name).yaml\n\(item.indented())"
    }

    /// Makes the directory a git repository, or adds to it, and commits everything.
    @discardableResult
    func commit(_ message: String = "A change") async throws -> String {
        try await git("init", "--quiet", "--initial-branch", "main")
        try await git("add", "--all")
        try await git("commit", "--quiet", "--allow-empty", "--message", message)
        return try await git("rev-parse", "HEAD").filter { $0 != "\n" }
    }

    @discardableResult
    func git(_ arguments: String...) async throws -> String { try await git(arguments) }

    @discardableResult
    func git(_ arguments: [String]) async throws -> String {
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

/// A tool that a test relies on failed.
struct UnexpectedResult: Error, CustomStringConvertible {
    let description: String

    init(of tool: String, _ result: CommandResult) {
        description = "\(tool): \(result)"
    }
}

extension String {
    /// Every line two spaces to the right.
    fileprivate func indented() -> String {
        split(separator: "\n", omittingEmptySubsequences: true).map { "  " + $0 }.joined(separator: "\n")
    }
}
