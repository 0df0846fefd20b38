import Applier
import ContainerEngine
import GitRemotes
import Logging
import ServiceLifecycle
import Spec
import Watcher

/// Everything that notices changes for a program that follows: files, references, other machines, the engine, time.
struct Following {
    let watch: ChangeWatch
    /// What has to run for it, the watch included.
    let services: [any Service]

    /// Wires what is needed; `isWatching` is false if only the engine is followed.
    init(
        _ source: SourceOptions,
        _ options: FollowOptions,
        isWatching: Bool = true,
        engine: EngineClient,
        owner: OwnerID,
        suspension: SuspensionFile,
        log: LogOptions
    ) throws {
        let places =
            (isWatching ? source.places : []) + [
                .file(suspension.path), .directory(suspension.quarantines.directory),
            ]
        let watch = ChangeWatch(places: places, engine: engine, owner: owner, resync: options.resync)
        var services: [any Service] = [watch]
        var look: @Sendable () -> Void = { watch.lookNow() }
        if isWatching, let remote = source.remote {
            let poll = RemotePoll(
                every: options.poll,
                fetch: { try await remote.fetch().isNew },
                found: { watch.lookNow() }
            )
            services.append(poll)
            look = { poll.lookNow() }
        }
        if isWatching, let address = options.webhook {
            let gate = WebhookGate(path: address.path, secret: try options.webhookSecret(), hint: look)
            services.append(
                WebhookServer(at: address, gate) { port in
                    log.announce(
                        "mcp-reconcile: listening for webhooks at http://\(address.host):\(port)\(address.path)\n",
                        "listening for webhooks",
                        ["host": address.host, "port": "\(port)", "path": address.path]
                    )
                }
            )
        }
        self.watch = watch
        self.services = services
    }
}

extension SourceOptions {
    /// Reads the manifests to begin following with; a server that does not answer now is no reason to serve nothing, as
    /// long as something was fetched before.
    ///
    /// - Throws: `LoadFailure`, `RemoteError`.
    func loadToFollow() async throws -> DesiredState {
        do {
            try await fetch()
        } catch let error as RemoteError where error.isPassing {
            guard let desired = try? await loader().loadOffPool() else { throw error }
            Logger.current.warning(
                "the repository cannot be fetched; what was fetched before is taken",
                metadata: ["error": "\(UntrustedText.escaping(error.description))"]
            )
            return desired
        }
        return try await loader().loadOffPool()
    }
}
