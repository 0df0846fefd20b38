import SystemPackage

/// A path through which a container would reach the engine that runs it.
struct EngineAccess: Hashable, Sendable {
    /// Completes "cannot be mounted: …".
    let reason: String

    /// Nil if the path gives no access.
    ///
    /// A path that exists here is looked at under its real name too, and for sockets directly in it.
    init?(mounting path: FilePath) {
        let real = try? CanonicalPath(resolving: path).path
        let reasons = [Self.access(by: path), real.flatMap { Self.access(by: $0) }, Self.access(within: real ?? path)]
        guard let reason = reasons.lazy.compactMap({ $0 }).first else { return nil }
        self.reason = reason
    }

    private static func access(by path: FilePath) -> String? {
        if let name = path.components.map(\.string).first(where: socketNames.contains) {
            return "'\(name)' controls a container engine"
        }
        let covered = socketDirectories.first { FilePath($0).starts(with: path) || path.starts(with: FilePath($0)) }
        return covered.map { "engines have their sockets in '\($0)'" }
    }

    private static func access(within directory: FilePath) -> String? {
        let found = socketNames.sorted().first { (try? CanonicalPath(resolving: directory.appending($0))) != nil }
        return found.map { "it contains '\($0)'" }
    }

    private static let socketNames: Set<String> = [
        "docker.sock", "containerd.sock", "podman.sock", "crio.sock", "buildkitd.sock",
    ]

    /// Neither these nor what is above or below them may be mounted.
    private static let socketDirectories = ["/run", "/var/run"].flatMap { run in
        ["docker", "docker.sock", "containerd", "podman", "crio", "user"].map { "\(run)/\($0)" }
    }
}
