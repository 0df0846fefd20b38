import Applier
import ContainerEngine
import Glibc
import Logging
import Planner
import Spec
package import SystemPackage

/// The containers that one gateway makes for single sessions and calls: copies of what the reconciler has made and
/// gated.
///
/// They carry no owner, so no plan knows of them. A file that the gateway keeps locked says that it lives; what a gateway
/// that is gone has left behind is swept by the next one.
package struct EphemeralContainers: Sendable {
    static let gatewayLabel = ContainerLabels.prefix + "ephemeral"
    static let hostLabel = ContainerLabels.prefix + "ephemeral-host"

    private let directory: FilePath
    private let id: String
    /// Locked as long as this process lives.
    private let sign: LockFile

    /// - Parameter directory: For this user alone; created if it does not exist.
    /// - Throws: `Errno`.
    package init(in directory: FilePath) throws {
        self.directory = directory
        id = String(SessionID().text.filter { $0.isLetter || $0.isNumber }.prefix(16)).lowercased()
        sign = try LockFile(at: Self.path(of: id, in: directory))
        _ = try sign.tryLock()
    }

    /// Makes a copy of a container that is not started yet: its server ends when its one client leaves.
    func copy(_ original: ContainerID, on engine: EngineClient) async throws(EngineError) -> ContainerID {
        let inspection = try await engine.inspect(original)
        var configuration = inspection.configuration
        configuration.closesStandardInputOnce = true
        configuration.labels = configuration.labels.filter { !$0.key.hasPrefix(ContainerLabels.prefix) }
        return try await create(configuration, named: inspection.name, on: engine)
    }

    /// Makes a container that is not started yet, under a name that nobody else has.
    func create(
        _ configuration: ContainerConfiguration,
        named name: String = "mcp-reconcile",
        on engine: EngineClient
    ) async throws(EngineError) -> ContainerID {
        var configuration = configuration
        configuration.labels[Self.gatewayLabel] = id
        configuration.labels[Self.hostLabel] = Self.host
        let suffix = SessionID().text.filter { $0.isLetter || $0.isNumber }.prefix(10)
        return try await engine.create(named: "\(name)-\(suffix)", configuration)
    }

    /// Removes what gateways of this host that live no more have left behind.
    func sweep(_ engine: EngineClient) async {
        do {
            let left = try await engine.listContainers(labels: [
                .has(Self.gatewayLabel), .equals(Self.hostLabel, Self.host),
            ])
            for (gateway, containers) in Dictionary(grouping: left, by: { $0.labels[Self.gatewayLabel] ?? "" }) {
                guard gateway != id, isGone(gateway) else { continue }
                for container in containers { try await engine.remove(container.id, .killing) }
                unlink(Self.path(of: gateway, in: directory).string)
            }
        } catch {
            let metadata: Logger.Metadata = ["error": "\(error)"]
            Logger.current.warning("containers of a gateway that is gone cannot be removed", metadata: metadata)
        }
    }

    /// Removes all that this gateway has made: it ends.
    func removeAll(_ engine: EngineClient) async {
        do {
            for container in try await engine.listContainers(labels: [.equals(Self.gatewayLabel, id)]) {
                try await engine.remove(container.id, .killing)
            }
            unlink(Self.path(of: id, in: directory).string)
        } catch {
            // The next gateway sweeps what is left.
            Logger.current.debug("containers are left to the next gateway", metadata: ["error": "\(error)"])
        }
    }

    /// A file that can be locked is no living gateway's.
    private func isGone(_ gateway: String) -> Bool {
        guard gateway.allSatisfy({ $0.isLetter || $0.isNumber }), !gateway.isEmpty,
            let file = try? LockFile(at: Self.path(of: gateway, in: directory))
        else { return false }
        // A file whose lock cannot be asked for is left alone, and so are the containers.
        guard (try? file.tryLock()) == true else { return false }
        file.close()
        return true
    }

    private static func path(of id: String, in directory: FilePath) -> FilePath {
        directory.appending("ephemeral-\(id).lock")
    }

    /// Gateways of other hosts may use the same engine; whether they live cannot be told from here.
    private static let host: String = {
        var name = utsname()
        uname(&name)
        return withUnsafeBytes(of: &name.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }()
}
