package import Applier
package import ContainerEngine
import Logging
import ModelContextProtocol
import NIOCore
import Planner
package import Spec
package import SystemPackage

/// Starts servers only to see what they list: hardened as always, without a network, without the host's files.
///
/// What it makes is removed again; what a killed process leaves is swept by the next one, and by the next gateway.
package struct LockSandbox: Sendable {
    private let opening: BackendOpening
    private let containers: EphemeralContainers
    private let owner: OwnerID

    /// - Parameters:
    ///   - engine: Where the servers are started.
    ///   - version: The program's version, which servers are told.
    ///   - directory: Where processes of this user say that they live.
    ///   - purpose: What the containers say of themselves.
    /// - Throws: `Errno`.
    package init(
        engine: EngineClient,
        version: String,
        in directory: FilePath,
        for purpose: EphemeralContainers.Purpose
    ) throws {
        containers = try EphemeralContainers(in: directory, for: purpose)
        opening = BackendOpening(engine: engine, version: version)
        owner = purpose.owner
    }

    /// Removes what is left of processes that were killed.
    package func sweep() async {
        await containers.sweep(opening.engine)
        await ContainerNetworks(engine: opening.engine, owner: owner).sweep()
    }

    /// Removes everything that this one has made.
    package func close() async {
        await containers.endAll(opening.engine)
        await ContainerNetworks(engine: opening.engine, owner: owner).sweep()
    }

    /// Returns what a server in a container lists.
    ///
    /// - Throws: ``AdmissionError`` if it does not start, or its lists are such that they cannot be locked.
    package func look(
        at server: ServerSpec,
        of profile: ProfileName,
        running image: ImageResolution.Resolved
    ) async throws(AdmissionError) -> LockedServer {
        let address = ServerAddress(profile: profile, server: server.name)
        let definition = Self.confined(server, image.observed)
        guard let hash = SpecHash(profile: profile, definition: definition) else {
            throw AdmissionError(code: .engine, message: "\(address) has an image without an id")
        }
        let identity = ContainerIdentity(owner: owner, address: address, specHash: hash)
        let container = try await create(definition, for: address)
        var candidate = Candidate(container: container, identity: identity, server: server, isRunning: false)
        candidate.server.locked = nil
        let result: Result<BackendOpening.Opened, AdmissionError>
        do {
            result = .success(try await opening.open(candidate))
        } catch {
            result = .failure(error)
        }
        (try? result.get())?.connection.close()
        await remove(container)
        return try Self.locked(try result.get().offering, images: [image.locked], at: address)
    }

    /// Returns what a remote server lists.
    ///
    /// - Throws: ``AdmissionError``.
    package func look(at server: RemoteServer, of profile: ProfileName) async throws(AdmissionError) -> LockedServer {
        let opened = try await opening.open(server, of: profile)
        opened.connection.close()
        let address = ServerAddress(profile: profile, server: server.name)
        return try Self.locked(opened.offering, images: [], at: address)
    }

    /// Returns what a server lists whose tools are containers; none of them is started.
    ///
    /// - Throws: ``AdmissionError``.
    package func look(
        at server: ToolServer,
        of profile: ProfileName,
        running images: [LockedImage]
    ) async throws(AdmissionError) -> LockedServer {
        let opened = try await opening.open(server, of: profile)
        opened.connection.close()
        let address = ServerAddress(profile: profile, server: server.name)
        return try Self.locked(opened.offering, images: images, at: address)
    }

    // MARK: Containers

    /// The container as it would serve, but cut off: where it would see the host's files is an empty directory.
    private static func confined(_ server: ServerSpec, _ image: ObservedImage) -> ContainerDefinition {
        var server = server
        let targets = server.mounts.map(\.target)
        (server.mounts, server.extraHosts, server.network) = ([], [], .none)
        var definition = ContainerDefinition(server: server, image: image)
        for target in targets where definition.hardening.temporaryFilesystems[target] == nil {
            definition.hardening.temporaryFilesystems[target] = "rw,noexec,nosuid,nodev,size=16m"
        }
        return definition
    }

    private func create(
        _ definition: ContainerDefinition,
        for address: ServerAddress
    ) async throws(AdmissionError) -> ContainerID {
        let name = "mcpr-lock-\(SessionID().text.lowercased().filter { $0.isLetter || $0.isNumber }.prefix(10))"
        let network = ContainerNetwork(of: name, definition)
        do {
            if let network { try await ContainerNetworks(engine: opening.engine, owner: owner).provide(network) }
            var configuration = ContainerConfiguration(definition, in: network, labels: [:])
            configuration.closesStandardInputOnce = true
            return try await containers.create(configuration, named: name, on: opening.engine)
        } catch {
            throw AdmissionError(code: .engine, message: "\(address) was not started: \(error)")
        }
    }

    private func remove(_ container: ContainerID) async {
        do {
            try await containers.end(container, on: opening.engine)
        } catch {
            // Whoever ends the sandbox removes everything, and tells of what stays.
            Logger.current.debug("a container is removed at the end", metadata: ["id": "\(container)"])
        }
    }

    // MARK: Lists

    private static func locked(
        _ offering: Offering,
        images: [LockedImage],
        at address: ServerAddress
    ) throws(AdmissionError) -> LockedServer {
        var lists: [LockedList: [LockedItem]] = [:]
        for kind in offering.kinds {
            let list = LockedList(kind)
            if let name = offering.repeated[kind]?.min() {
                throw refusal(address, "lists the \(list.noun) '\(shown(name))' twice")
            }
            lists[list] = try items(offering[kind], in: list, at: address)
        }
        return LockedServer(
            images: images,
            revisions: offering.revisions.map { String($0.prefix(40)) },
            instructions: offering.instructions,
            lists: lists
        )
    }

    private static func items(
        _ items: [ListedItem],
        in list: LockedList,
        at address: ServerAddress
    ) throws(AdmissionError) -> [LockedItem] {
        var locked: [LockedItem] = []
        for item in items {
            do throws(LockedItem.Problem) {
                locked.append(try LockedItem(list, definition: Array(item.definition.readableBytesView)))
            } catch {
                let sentence = UntrustedText.escaping(error.sentence)
                throw refusal(address, "cannot be locked: the \(list.noun) '\(shown(item.name))' \(sentence)")
            }
        }
        return locked
    }

    private static func refusal(_ address: ServerAddress, _ sentence: String) -> AdmissionError {
        AdmissionError(code: .notAsLocked, message: "\(address) \(sentence)")
    }

    private static func shown(_ name: String) -> String { UntrustedText.escaping(String(name.prefix(80))) }
}
