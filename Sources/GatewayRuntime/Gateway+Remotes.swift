import Applier
import Logging
import Spec
import Synchronization

extension Gateway {
    /// Connects to a remote server, unless the gateway is connected to it in the same way already; what served in its
    /// place before goes on until then.
    func follow(_ remote: RemoteServer, of profile: ProfileName) {
        let origin = ServerOrigin.remote(remote, of: profile)
        let (place, address) = (origin.place, origin.address)
        guard state.withLock({ $0.fleet.backend(in: place, of: remote.name) }) == nil else { return }
        let isUnderWay = perform {
            // One that cannot be entered is being connected to already, or is gone from the profile.
            try? await self.turns.withTurn(at: place) { () async throws(AdmissionError) in
                guard self.wants(origin) else { return }
                await self.connect(origin)
            }
        }
        guard !isUnderWay else { return }
        fail(remote.name, .busy)
        Logger.current.error("a remote server is not connected to", metadata: ["mcp.server": "\(address)"])
    }

    /// Connects to every remote server of the profile that the gateway is not connected to, and returns once each serves or
    /// has failed to, for a gateway that nobody runs.
    ///
    /// One server's failure is logged and harms no other.
    package func connectToRemotes() async {
        let origins = state.withLock { state in
            state.fleet.profile.map { profile in profile.remotes.map { ServerOrigin.remote($0, of: profile.name) } }
                ?? []
        }
        await withDiscardingTaskGroup { group in
            for origin in origins where wants(origin) { group.addTask { await self.connect(origin) } }
        }
    }

    private func wants(_ origin: ServerOrigin) -> Bool {
        state.withLock { state in
            let remotes = state.fleet.profile?.remotes ?? []
            guard let profile = state.fleet.profile?.name, profile == origin.address.profile else { return false }
            return remotes.contains { ServerOrigin.remote($0, of: profile).place == origin.place }
                && state.fleet.backend(in: origin.place, of: origin.address.server) == nil
        }
    }

    private func connect(_ origin: ServerOrigin) async {
        guard case .remote(let remote, let profile) = origin else { return }
        let former = state.withLock { $0.fleet.serving(remote.name) }
        let opened: Result<BackendOpening.Opened, BackendFailure>
        do {
            opened = .success(try await opening.open(remote, of: profile))
        } catch {
            let reason = error.reason(of: origin.address)
            let metadata: Logger.Metadata = ["mcp.server": "\(origin.address)", "reason": "\(reason)"]
            Logger.current.warning("a remote server cannot be connected to", metadata: metadata)
            // What serves goes on; whoever does not is tried again and again by its backend.
            guard former?.isServing != true else { return }
            opened = .failure(.down(reason))
        }
        install(Backend(origin, opened: opened, opening: opening, time: time, audience: audience))
        guard let former, former.container != origin.place else { return }
        await drain(former.container, of: origin.address, deadline: remote.serving.timeouts.call)
    }
}
