package import Applier
import ContainerEngine
import Logging
import Planner
package import Spec
import Synchronization

extension Gateway {
    /// Takes over a profile's routing, which needs no container to change, and every server of it that runs and is not
    /// served yet.
    ///
    /// One server's failure is logged and harms no other.
    ///
    /// - Parameters:
    ///   - profile: What to serve.
    ///   - owner: Whose containers are looked at.
    ///   - unwilling: What becomes of a server that refuses the handshake because it had one before.
    package func follow(_ profile: Profile, of owner: OwnerID, unwilling: UnwillingServer = .restart) async {
        let look = await look(at: profile, of: owner)
        await takeOver(look.profile)
        await adopt(look.running, unwilling)
    }

    /// Takes over a profile as the gateway begins: what is known of its servers is shown at once, before anything is known
    /// of their containers.
    package func begin(_ profile: Profile) async {
        // What was locked is known without the engine, which may be slow.
        if profile.serving.contains(where: { $0.locked != nil }) {
            await takeOver(profile, awaiting: await known(of: profile, [:]))
        }
        // Whoever looks for the containers, next, tells why the engine cannot be looked at.
        let images = (try? await observer.observe(images: profile.images)) ?? [:]
        let profile = profile.documented(by: images)
        await takeOver(profile, awaiting: await known(of: profile, images))
    }

    /// The servers of a profile that run and are not served yet, for ``adopt(_:_:)``.
    package func running(_ profile: Profile, of owner: OwnerID) async -> [Candidate] {
        await look(at: profile, of: owner).running
    }

    /// Serves what runs; one server's failure is logged and harms no other.
    package func adopt(_ running: [Candidate], _ unwilling: UnwillingServer = .restart) async {
        await withDiscardingTaskGroup { group in
            for candidate in running {
                group.addTask { await self.adopt(candidate, unwilling) }
            }
        }
    }

    /// A profile as its images document it, and what runs of it.
    private struct Look {
        var profile: Profile
        var running: [Candidate] = []
    }

    private func look(at profile: Profile, of owner: OwnerID) async -> Look {
        do {
            let observed = try await observer.observe(owner, images: profile.images)
            let profile = profile.documented(by: observed.images)
            let running = runningCandidates(among: observed.containers, of: profile, owner: owner)
            return Look(profile: profile, running: running)
        } catch {
            // A look that is cut short means that the gateway ends, and somebody else tells why.
            if error.code != .interrupted {
                Logger.current.error("running servers cannot be looked for", metadata: ["error": "\(error)"])
            }
            // Names, policies and timeouts hold without the engine, too.
            return Look(profile: profile)
        }
    }

    private var observer: EngineObserver { EngineObserver(engine: opening.engine) }

    private func takeOver(_ profile: Profile, awaiting awaited: [Backend] = []) async {
        // What a lock means for lists of thousands takes a moment, and no call shall wait for it.
        let policies = Dictionary(uniqueKeysWithValues: profile.serving.map { ($0.name, $0) })
        for backend in state.withLock({ $0.fleet.backends }) {
            if let policy = policies[backend.address.server] { backend.obey(policy) }
        }
        follow(profile.gateway)
        let gone = change { fleet in
            defer { fleet.expect(awaited) }
            return fleet.follow(profile)
        }
        for backend in gone { backend.retireWhenIdle() }
        for remote in profile.remotes { follow(remote, of: profile.name) }
        for server in profile.toolServers { await follow(server, of: profile.name) }
    }

    /// The newest running container of each server that is not served yet.
    private func runningCandidates(
        among containers: [ObservedContainer],
        of profile: Profile,
        owner: OwnerID
    ) -> [Candidate] {
        let servers = Dictionary(uniqueKeysWithValues: profile.servers.map { ($0.name, $0) })
        let unserved = state.withLock { state in Set(servers.keys.filter { !state.fleet.serves($0) }) }
        var newest: [ServerName: Candidate] = [:]
        for container in containers where container.state == .running {
            guard let identity = ContainerIdentity(of: container), identity.owner == owner,
                identity.address.profile == profile.name, unserved.contains(identity.address.server),
                let server = servers[identity.address.server],
                identity.generation >= newest[server.name]?.identity.generation ?? 0
            else { continue }
            let id = ContainerID(container.id.text)
            newest[server.name] = Candidate(container: id, identity: identity, server: server, isRunning: true)
        }
        return newest.values.sorted { $0.server.name < $1.server.name }
    }

    /// Serves a running server as soon as the engine answers, within the time of one call; meanwhile its callers wait.
    private func adopt(_ candidate: Candidate, _ unwilling: UnwillingServer) async {
        let address = candidate.identity.address
        let patience = EnginePatience(for: address, within: candidate.server.timeouts.call, time)
        do {
            try await patience.waiting {
                // The reconciler may want its turn between two tries.
                try await turns.withTurn(at: candidate.container) { try await adoptInTurn(candidate, unwilling) }
            }
        } catch {
            let refusal = opening.refusal(error, of: candidate)
            Logger.current.warning(
                "a running server cannot be taken over",
                metadata: ["mcp.server": "\(address)", "reason": "\(refusal.message)"]
            )
            let reason = refusal.reason(of: address)
            if unwilling == .restart { install(backend(candidate, .failure(.down(reason)))) }
            fail(address.server, .down(reason))
        }
    }

    private func adoptInTurn(_ candidate: Candidate, _ unwilling: UnwillingServer) async throws {
        // Meanwhile the reconciler may have admitted this container, or its successor.
        guard !state.withLock({ $0.fleet.serves(candidate.identity.address.server) }) else { return }
        let opened =
            switch unwilling {
            case .restart: try await opening.bringBack(candidate)
            case .leave: try await opening.opened(candidate)
            }
        install(backend(candidate, .success(opened)))
    }
}

extension Profile {
    fileprivate var images: Set<ImageReference> { Set(servers.map(\.image)) }
}
