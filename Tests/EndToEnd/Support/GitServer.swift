import SystemPackage
import Testing

/// A git server beside a test: `git_server.py`.
struct GitServer: Sendable {
    let port: Int
    /// The authority of its certificate, or the file that knows its host key.
    let file: String
    /// Whom an SSH server lets in.
    let user: String
    let companion: Companion

    static func lend<Output: Sendable>(
        _ arguments: String...,
        body: @Sendable (GitServer) async throws -> Output
    ) async throws -> Output {
        let command = Command(
            executable: Installation.python,
            arguments: [Installation.pythonScript("git_server.py")] + arguments
        )
        return try await Companion.running(command) { companion in
            let kinds = ["https ", "ssh ", "silent "]
            let words = try await companion.line { line in kinds.contains { line.hasPrefix($0) } }.split(separator: " ")
            let port = try #require(words.dropFirst().first.flatMap { Int($0) })
            let (file, user) = (words.dropFirst(2).first ?? "", words.dropFirst(3).first ?? "")
            let server = GitServer(port: port, file: String(file), user: String(user), companion: companion)
            return try await body(server)
        }.output
    }
}

extension Workbench {
    /// Commits everything, and gives it to a repository that a server can serve.
    func publish(_ message: String = "A change") async throws {
        try await commit(message)
        try await git("push", "--quiet", "--force", path("served/team.git"), "main")
    }

    /// Makes the repository that is served.
    func makeServed() async throws -> String {
        try write("served\ncache\nstate\nengine-*\n*.sock\n", to: ".gitignore")
        try await git("init", "--quiet", "--bare", "--initial-branch", "main", path("served/team.git"))
        return path("served")
    }
}
