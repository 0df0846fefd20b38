import Foundation
import SystemPackage
import Testing

@testable import Spec

/// A directory of manifests that exists as long as the test that borrows it.
struct ManifestDirectory {
    let path: FilePath

    static let owner = "0b5f2f0e-6c1f-4c39-9a53-0d7b4f7f3c11"
    static let repository = """
        apiVersion: mcp-reconcile.dev/v1
        kind: Repository
        owner: \(owner)

        """

    /// Lends a fresh directory with a `reconcile.yaml` and these files.
    static func lend<Result>(
        _ files: [String: String] = [:],
        repository: String? = repository,
        _ body: (Self) throws -> Result
    ) throws -> Result {
        let name = "spec-tests-\(UInt64.random(in: 0...UInt64.max))"
        let made = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: made) }
        let directory = Self(path: try CanonicalPath(resolving: FilePath(made.path)).path)
        if let repository { try directory.write(repository, to: RepositoryDeclaration.fileName) }
        for (path, text) in files { try directory.write(text, to: path) }
        return try body(directory)
    }

    func write(_ text: String, to file: String) throws {
        try write(Array(text.utf8), to: file)
    }

    func write(_ bytes: [UInt8], to file: String) throws {
        let url = URL(fileURLWithPath: path.appending(file).string)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    func link(_ file: String, to destination: String) throws {
        let place = path.appending(file).string
        try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: destination)
    }

    func remove(_ file: String) throws {
        try FileManager.default.removeItem(atPath: path.appending(file).string)
    }

    var loader: SpecLoader { SpecLoader(tree: .directory(path)) }

    /// The only profile's servers, or the mistakes as a failed test.
    func servers() throws -> [ServerSpec] {
        switch try loader.read().result {
        case .success(let desired): return try #require(desired.profiles.first).servers
        case .failure(let report): throw report
        }
    }

    func diagnostics() throws -> [Diagnostic] {
        switch try loader.read().result {
        case .success: []
        case .failure(let report): report.diagnostics
        }
    }
}

/// The text of a profile with these servers.
func profile(_ servers: String, name: String = "dev", rest: String = "") -> String {
    """
    apiVersion: mcp-reconcile.dev/v1
    kind: Profile
    metadata: { name: \(name) }
    \(rest)
    servers:
    \(servers)
    """
}
