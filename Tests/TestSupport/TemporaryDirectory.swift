import FoundationEssentials
package import SystemPackage

/// Lends a fresh, empty directory to `body` and removes it with all its content afterwards.
///
/// The path is short enough for a unix socket in it.
package func withTemporaryDirectory<Return>(_ body: (FilePath) async throws -> Return) async throws -> Return {
    let path = FilePath("/tmp/mcpr-\(String(UInt64.random(in: .min ... .max), radix: 36))")
    try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: false)
    // A directory that cannot be removed fails no test; the system's own cleaning takes it.
    defer { try? FileManager.default.removeItem(atPath: path.string) }
    return try await body(path)
}
