import FoundationEssentials
import Glibc
import SystemPackage
import TestSupport
import Testing

/// What a test does with files and repositories; errors fail it.
struct Sandbox: Sendable {
    /// Empty at first, and free of links.
    let root: FilePath

    static func lend(_ body: (Sandbox) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let resolved = try #require(realpath(directory.string, nil))
            defer { free(resolved) }
            try await body(Sandbox(root: FilePath(String(cString: resolved))))
        }
    }

    func path(_ relative: String) -> FilePath { root.pushing(FilePath(relative)) }

    func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: self.path(path).string))
    }

    func makeDirectory(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: self.path(path).string, withIntermediateDirectories: true)
    }

    func rename(_ old: String, to new: String) throws {
        try #require(Glibc.rename(path(old).string, path(new).string) == 0, "rename \(old) to \(new)")
    }

    /// Replaces a file as editors do: what is at the path is the old or the new content at every moment.
    func replace(_ path: String, with text: String) throws {
        try write(text, to: "\(path).new")
        try rename("\(path).new", to: path)
    }

    func link(_ path: String, to target: String) throws {
        try #require(symlink(target, self.path(path).string) == 0, "link \(path)")
    }

    /// Swaps a link as a mounted ConfigMap is updated.
    func swap(_ path: String, to target: String) throws {
        try link("\(path)_tmp", to: target)
        try rename("\(path)_tmp", to: path)
    }

    func remove(_ path: String) throws {
        try FileManager.default.removeItem(atPath: self.path(path).string)
    }

    /// Runs git in the sandbox, without anybody's settings.
    func git(_ arguments: String...) throws {
        try git(arguments)
    }

    func git(_ arguments: [String]) throws {
        let settings = ["user.name=t", "user.email=t@example.invalid", "init.defaultBranch=main", "gc.auto=0"]
        let line = ["git", "-C", root.string] + settings.flatMap { ["-c", $0] } + arguments
        let environment = [
            "PATH=\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")", "HOME=\(root)",
            "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null",
        ]
        try #require(Self.run(line, environment) == 0, "git \(arguments.joined(separator: " "))")
    }

    private static func run(_ line: [String], _ environment: [String]) throws -> CInt {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor: CInt in [1, 2] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        var arguments = line.map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) } + [nil]
        defer { for pointer in arguments + variables { free(pointer) } }
        var (pid, status): (pid_t, CInt) = (0, 0)
        try #require(posix_spawnp(&pid, "git", &actions, nil, &arguments, &variables) == 0)
        while waitpid(pid, &status, 0) == -1 { try #require(errno == EINTR) }
        return status
    }
}
