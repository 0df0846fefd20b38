package import Spec

/// Whether a lock says something of everything that the manifests name, and of nothing else.
package struct LockCheckup: Sendable {
    private let desired: DesiredState

    package init(_ desired: DesiredState) {
        self.desired = desired
    }

    package var findings: [Finding] {
        guard let lock = desired.lockfile else {
            let message = "there is no \(Lockfile.fileName): images and tools may change without a commit"
            return [Finding("lock", .warning, message, help: "'mcp-reconcile lock', and commit what it writes")]
        }
        var findings: [Finding] = []
        if !stale.isEmpty {
            let message = "locked with other images than the manifests name: \(Self.list(stale))"
            findings.append(Finding("lock", .problem, message, help: "'mcp-reconcile lock', and read what has changed"))
        }
        if !desired.unlockedServers.isEmpty {
            let message = "not locked: \(Self.list(desired.unlockedServers))"
            findings.append(Finding("lock", .warning, message, help: "'mcp-reconcile lock'"))
        }
        if !unknown(to: lock).isEmpty {
            let message = "locked, and named by no manifest: \(Self.list(unknown(to: lock)))"
            findings.append(Finding("lock", .warning, message, help: "'mcp-reconcile lock' drops them"))
        }
        let count = lock.servers.count
        let sound = Finding("lock", .ok, "\(count) \(count == 1 ? "server is" : "servers are") locked")
        return findings.isEmpty ? [sound] : findings
    }

    /// Servers whose images were others when they were locked.
    private var stale: [ServerAddress] {
        desired.profiles.flatMap { profile in
            let containers = profile.servers.filter { server in
                server.locked.map { $0.image(server.image) == nil } ?? false
            }
            let runs = profile.toolServers.filter { server in
                guard let locked = server.serving.locked else { return false }
                return server.tools.contains { locked.image($0.image) == nil }
            }
            return (containers.map(\.name) + runs.map(\.name)).map { ServerAddress(profile: profile.name, server: $0) }
        }
        .sorted()
    }

    /// A part of the manifests says nothing of the profiles that it does not hold.
    private func unknown(to lock: Lockfile) -> [ServerAddress] {
        let known = Set(
            desired.profiles.flatMap { profile in
                profile.serving.map { ServerAddress(profile: profile.name, server: $0.name) }
            }
        )
        return lock.servers.keys.filter { address in
            !known.contains(address)
                && (desired.isComplete || desired.profiles.contains { $0.name == address.profile })
        }
        .sorted()
    }

    /// How many names a sentence has.
    private static let longestList = 5

    private static func list(_ addresses: [ServerAddress]) -> String {
        let names = addresses.prefix(longestList).map(\.description).joined(separator: ", ")
        return addresses.count > longestList ? "\(names) and \(addresses.count - longestList) more" : names
    }
}
