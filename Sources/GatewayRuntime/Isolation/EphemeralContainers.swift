import Applier
import ContainerEngine
import Glibc
import Logging
import Planner
package import Spec
package import SystemPackage

/// The containers that one gateway makes for single sessions and calls: copies of what the reconciler has made and
/// gated.
///
/// They carry no owner, so no plan knows of them. A file that the gateway keeps locked says that it lives; what a gateway
/// that is gone has left behind is swept by the next one.
package struct EphemeralContainers: Sendable {
    static let gatewayLabel = ContainerLabels.prefix + "ephemeral"
    static let hostLabel = ContainerLabels.prefix + "ephemeral-host"
    static let ownerLabel = ContainerLabels.prefix + "ephemeral-owner"
    static let profileLabel = ContainerLabels.prefix + "ephemeral-profile"
    static let keptLabel = ContainerLabels.prefix + "ephemeral-kept"

    let directory: FilePath
    let purpose: Purpose
    let id: String
    /// Nil unless containers are kept.
    private let kept: KeptContainers?
    /// Locked as long as this process lives.
    private let sign: LockFile

    /// Whose and for what the containers are.
    package struct Purpose: Hashable, Sendable {
        package var owner: OwnerID
        package var profile: ProfileName
        /// Whether containers stay, stopped, for somebody to look at, when their use has ended.
        package var isKeeping: Bool

        package init(owner: OwnerID, profile: ProfileName, isKeeping: Bool = false) {
            (self.owner, self.profile, self.isKeeping) = (owner, profile, isKeeping)
        }

        fileprivate var labels: [String: String] {
            let labels = [ownerLabel: owner.text, profileLabel: profile.text]
            return isKeeping ? labels.merging([keptLabel: "true"]) { _, new in new } : labels
        }
    }

    /// - Parameters:
    ///   - directory: For this user alone; created if it does not exist.
    ///   - purpose: What the containers say of themselves.
    /// - Throws: `Errno`.
    package init(in directory: FilePath, for purpose: Purpose) throws {
        self.directory = directory
        self.purpose = purpose
        kept = purpose.isKeeping ? KeptContainers() : nil
        id = String(SessionID().text.filter { $0.isLetter || $0.isNumber }.prefix(16)).lowercased()
        sign = try LockFile(at: Self.path(of: id, in: directory))
        _ = try sign.tryLock()
    }

    /// What tells the name of one copy from those of all others.
    static func makeSuffix() -> String {
        String(SessionID().text.filter { $0.isLetter || $0.isNumber }.prefix(10))
    }

    /// Makes a copy of a container that is not started yet: its server ends when its one client leaves.
    ///
    /// Whoever asks again for a suffix, because no answer came, gets the copy that was made.
    func copy(
        _ original: ContainerID,
        suffix: String,
        on engine: EngineClient
    ) async throws(EngineError) -> ContainerID {
        let inspection = try await engine.inspect(original)
        var configuration = inspection.configuration
        configuration.closesStandardInputOnce = true
        configuration.labels = configuration.labels.filter { !$0.key.hasPrefix(ContainerLabels.prefix) }
        return try await create(configuration, named: inspection.name, suffix: suffix, on: engine)
    }

    /// Makes a container that is not started yet, under a name that nobody else has.
    func create(
        _ configuration: ContainerConfiguration,
        named name: String = "mcp-reconcile",
        suffix: String = makeSuffix(),
        on engine: EngineClient
    ) async throws(EngineError) -> ContainerID {
        var configuration = configuration
        configuration.labels[Self.gatewayLabel] = id
        configuration.labels[Self.hostLabel] = Self.host(of: directory)
        configuration.labels.merge(purpose.labels) { _, new in new }
        let name = "\(name)-\(suffix)"
        do {
            return try await engine.create(named: name, configuration)
        } catch  where error.code == .conflict {
            let found = try await engine.inspect(named: name)
            guard found.configuration.labels[Self.gatewayLabel] == id else { throw error }
            return found.id
        }
    }

    /// Ends a container whose use has ended: removes it or, if containers are kept, stops it.
    ///
    /// - Throws: `EngineError`; `notFound` and `conflict` mean that somebody else is quicker.
    func end(_ container: ContainerID, on engine: EngineClient) async throws(EngineError) {
        guard let kept else { return try await engine.remove(container, .killing) }
        try await Self.stop(container, on: engine)
        guard let oldest = kept.add(container) else { return }
        try await engine.remove(oldest, .killing)
    }

    static func stop(_ container: ContainerID, on engine: EngineClient) async throws(EngineError) {
        do {
            try await engine.kill(container)
        } catch  where error.code == .conflict {
            // It has ended by itself.
        }
    }

    static func path(of id: String, in directory: FilePath) -> FilePath {
        directory.appending("ephemeral-\(id).lock")
    }

    /// Where gateways say that they live: those of other hosts, and of other users of this one, may use the same engine,
    /// and whether they live cannot be told from here.
    static func host(of directory: FilePath) -> String {
        var name = utsname()
        uname(&name)
        let node = withUnsafeBytes(of: &name.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return "\(node):\(directory)"
    }
}
