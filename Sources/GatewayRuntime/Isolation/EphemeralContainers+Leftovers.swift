import Applier
package import ContainerEngine
import Glibc
import Logging
package import Spec
package import SystemPackage

// How containers that nobody uses any more are cleared away.

extension EphemeralContainers {
    /// How long somebody else may take to remove a container, look by look.
    private static let removalPauses: [Duration] = [50, 100, 200, 400, 800].map { .milliseconds($0) }

    /// Removes what gateways of this host that live no more have left behind; one that keeps containers leaves those
    /// that were kept on purpose.
    func sweep(_ engine: EngineClient) async {
        let left: [ContainerSummary]
        do {
            left = try await engine.listContainers(labels: [
                .has(Self.gatewayLabel), .equals(Self.hostLabel, Self.host(of: directory)),
            ])
        } catch {
            return Self.log(.warning, error)
        }
        for (gateway, containers) in Dictionary(grouping: left, by: { $0.labels[Self.gatewayLabel] ?? "" }) {
            guard gateway != id, Self.isGone(gateway, in: directory) else { continue }
            let isCleared = await Self.clear(containers, engine, .warning) { purpose.isKeeping && $0.isKept }
            if isCleared { unlink(Self.path(of: gateway, in: directory).string) }
        }
    }

    /// Ends all that this gateway has made: it ends.
    ///
    /// What stays is swept by the next one.
    package func endAll(_ engine: EngineClient) async {
        do {
            let containers = try await engine.listContainers(labels: [.equals(Self.gatewayLabel, id)])
            let isCleared = await Self.clear(containers, engine, .debug) { purpose.isKeeping && $0.status != .created }
            if isCleared { unlink(Self.path(of: id, in: directory).string) }
        } catch {
            Self.log(.debug, error)
        }
    }

    /// Removes what gateways of an owner have kept, and what those that live no more have left behind.
    ///
    /// - Parameters:
    ///   - owner: Whose containers are removed.
    ///   - profile: Only those of one profile; nil for all.
    ///   - directory: Where the gateways of this user say that they live.
    ///   - engine: Where the containers are.
    /// - Returns: How many were removed.
    /// - Throws: `EngineError`.
    package static func removeLeft(
        of owner: OwnerID,
        _ profile: ProfileName?,
        in directory: FilePath,
        _ engine: EngineClient
    ) async throws(EngineError) -> Int {
        var selectors: [LabelSelector] = [.equals(ownerLabel, owner.text)]
        if let profile { selectors.append(.equals(profileLabel, profile.text)) }
        var count = 0
        for container in try await engine.listContainers(labels: selectors) {
            let gateway = container.labels[gatewayLabel] ?? ""
            let isLeft = container.labels[hostLabel] == host(of: directory) && isGone(gateway, in: directory)
            // What runs on another host's behalf may have a gateway that lives.
            guard isLeft || container.isKept && container.status == .exited else { continue }
            try await remove(container.id, engine)
            count += 1
        }
        return count
    }

    /// Removes containers, and stops those that are kept; one that resists keeps no other one.
    ///
    /// - Returns: Whether none is left.
    private static func clear(
        _ containers: [ContainerSummary],
        _ engine: EngineClient,
        _ level: Logger.Level,
        keeping isKept: (ContainerSummary) -> Bool
    ) async -> Bool {
        var isCleared = true
        for container in containers {
            do {
                if !isKept(container) {
                    try await remove(container.id, engine)
                } else {
                    isCleared = false
                    if container.status == .running { try await stop(container.id, on: engine) }
                }
            } catch {
                isCleared = false
                log(level, error)
            }
        }
        return isCleared
    }

    /// Removes a container, or waits a little for somebody else who is at it.
    private static func remove(_ container: ContainerID, _ engine: EngineClient) async throws(EngineError) {
        var pauses = removalPauses[...]
        while true {
            do {
                return try await engine.remove(container, .killing)
            } catch  where error.code == .notFound {
                return
            } catch  where error.code == .conflict {
                guard let pause = pauses.popFirst() else { throw error }
                // Whoever is cancelled asks without a pause.
                try? await Task.sleep(for: pause)
            }
        }
    }

    private static func log(_ level: Logger.Level, _ error: EngineError) {
        Logger.current.log(level: level, "a container cannot be cleared away", metadata: ["error": "\(error)"])
    }

    /// A file that can be locked is no living gateway's.
    private static func isGone(_ gateway: String, in directory: FilePath) -> Bool {
        guard gateway.allSatisfy({ $0.isLetter || $0.isNumber }), !gateway.isEmpty,
            let file = try? LockFile(at: path(of: gateway, in: directory))
        else { return false }
        // A file whose lock cannot be asked for is left alone, and so are the containers.
        guard (try? file.tryLock()) == true else { return false }
        file.close()
        return true
    }
}

extension ContainerSummary {
    fileprivate var isKept: Bool { labels[EphemeralContainers.keptLabel] == "true" }
}
