package import Applier
package import ContainerEngine
import Logging
import ModelContextProtocol
import NIOCore
import Planner
package import Spec
import Synchronization

extension Gateway: Rollout {
    /// Connects to the candidate and lets it serve. A server that is served from this container already stays as it is.
    package func admit(_ candidate: Candidate) async throws(AdmissionError) {
        let name = candidate.identity.address.server
        guard !serves(candidate) else { return }
        let (connection, tools) = try await BackendConnection.open(
            candidate,
            engine: engine,
            clientVersion: version,
            events: { [weak self] event in self?.handle(event, of: name, candidate.container) }
        )
        let backend = Backend(
            server: candidate.server,
            container: candidate.container,
            tools: tools,
            condition: .serving(connection)
        )
        update { state in
            if let old = state.backends[name], let connection = old.connection {
                state.retiring[old.container] = connection
            }
            state.backends[name] = backend
        }
        Logger.current.info("server is ready", metadata: ["mcp.server": "\(name)", "mcp.tools": "\(tools.count)"])
    }

    /// Waits until no call is in flight on the container's connection, and closes it.
    package func drain(_ retired: ContainerID, of address: ServerAddress, deadline: Duration) async {
        guard let connection = withdraw(retired, of: address.server) else { return }
        await withTaskGroup { group in
            group.addTask {
                await withCheckedContinuation { continuation in
                    connection.whenDrained { continuation.resume() }
                }
            }
            group.addTask {
                // A drain that is cancelled ends as one whose deadline has passed.
                try? await ContinuousClock().sleep(for: deadline)
                connection.fail(with: .detached)
            }
            await group.next()
            group.cancelAll()
        }
        connection.close()
        _ = state.withLock { $0.retiring.removeValue(forKey: retired) }
    }

    /// Applies what concerns routing only, and takes over every server of the profile that runs and is not served yet.
    ///
    /// One server's failure is logged and harms no other.
    package func follow(_ profile: Profile, of owner: OwnerID) async {
        state.withLock { $0.followed = Followed(profile: profile, owner: owner) }
        apply(profile)
        let candidates: [Candidate]
        do {
            candidates = try await runningCandidates(of: profile, owner: owner)
        } catch {
            Logger.current.error("cannot look for running servers", metadata: ["error": "\(error)"])
            return
        }
        await withDiscardingTaskGroup { group in
            for candidate in candidates where !serves(candidate) {
                group.addTask { await self.takeOver(candidate) }
            }
        }
    }

    private func apply(_ profile: Profile) {
        let names = Set(profile.servers.map(\.name))
        update { state in
            state.naming = profile.gateway.naming
            for server in profile.servers { state.backends[server.name]?.server = server }
            for name in state.backends.keys where !names.contains(name) {
                state.backends.removeValue(forKey: name)?.connection?.close()
            }
        }
    }

    private func runningCandidates(of profile: Profile, owner: OwnerID) async throws -> [Candidate] {
        let servers = Dictionary(uniqueKeysWithValues: profile.servers.map { ($0.name, $0) })
        let observed = try await EngineObserver(engine: engine).observe(owner, images: [])
        var newest: [ServerName: Candidate] = [:]
        for container in observed.containers where container.state == .running {
            guard let identity = ContainerIdentity(of: container), identity.owner == owner,
                identity.address.profile == profile.name, let server = servers[identity.address.server],
                identity.generation >= newest[server.name]?.identity.generation ?? 0
            else { continue }
            newest[server.name] = Candidate(
                container: ContainerID(container.id.text),
                identity: identity,
                server: server,
                isRunning: true
            )
        }
        return newest.values.sorted { $0.server.name < $1.server.name }
    }

    /// A server that was handshaken before may refuse another handshake; then it is started afresh.
    private func takeOver(_ candidate: Candidate) async {
        do {
            try await admit(candidate)
        } catch {
            await restart(candidate, because: error)
        }
    }

    private func restart(_ candidate: Candidate, because error: AdmissionError) async {
        let metadata: Logger.Metadata = ["mcp.server": "\(candidate.server.name)", "error": "\(error.message)"]
        Logger.current.notice("server refused another handshake and is restarted", metadata: metadata)
        var stopped = candidate
        stopped.isRunning = false
        do {
            try await engine.stop(candidate.container, grace: .seconds(5))
            try await admit(stopped)
        } catch {
            markDown(candidate, because: "\(error)")
            Logger.current.error("server cannot be taken over", metadata: metadata)
        }
    }

    /// Removes a container from the table if it still serves, and gives back its connection.
    private func withdraw(_ container: ContainerID, of server: ServerName) -> BackendConnection? {
        var withdrawn: BackendConnection?
        let isServing = state.withLock { $0.backends[server]?.container == container }
        guard isServing else { return state.withLock { $0.retiring[container] } }
        update { state in
            guard state.backends[server]?.container == container else { return }
            withdrawn = state.backends.removeValue(forKey: server)?.connection
            state.retiring[container] = withdrawn
        }
        return withdrawn
    }

    private func serves(_ candidate: Candidate) -> Bool {
        let backend = state.withLock { $0.backends[candidate.identity.address.server] }
        return backend?.container == candidate.container && backend?.connection?.isOpen == true
    }
}

// MARK: - Servers that end

extension Gateway {
    /// How often a server that keeps ending is started again at once; then it is tried once a minute.
    private static let quickAttempts = 5

    func handle(_ event: BackendEvent, of server: ServerName, _ container: ContainerID) {
        switch event {
        case .toolsChanged: workContinuation.yield(.refreshTools(server, container))
        case .noise(let line):
            let text = String(buffer: line.piece(0..<min(line.readableBytes, 200)))
            Logger.current.debug(
                "server wrote something that is no message",
                metadata: ["mcp.server": "\(server)", "line": "\(UntrustedText.escaping(text))"]
            )
        case .closed: workContinuation.yield(.revive(server, container, attempt: 1))
        }
    }

    /// Ends the calls in flight with the cause of the server's end, and brings the server back.
    func revive(_ server: ServerName, _ container: ContainerID, attempt: Int) async {
        guard let backend = state.withLock({ $0.backends[server] }), backend.container == container else {
            state.withLock { $0.retiring[container] }?.fail(with: .lost)
            return
        }
        if attempt == 1, let connection = backend.connection {
            let cause = await ExitCause(of: container, engine: engine)
            let failure = BackendFailure(message: cause.text + connection.standardError.quoted)
            connection.fail(with: failure)
            update { $0.backends[server]?.condition = .down(failure.message) }
            Logger.current.warning("server ended", metadata: ["mcp.server": "\(server)", "cause": "\(failure.message)"])
        }
        // A cancelled wait means that the gateway ends.
        guard (try? await Task.sleep(for: Self.delay(before: attempt))) != nil else { return }
        await start(server, container, attempt: attempt)
    }

    private func start(_ server: ServerName, _ container: ContainerID, attempt: Int) async {
        guard let followed = state.withLock({ $0.followed }) else { return }
        do {
            let observed = try await EngineObserver(engine: engine).observe(followed.owner, images: [])
            guard let found = observed.containers.first(where: { $0.id.text == container.text }),
                let identity = ContainerIdentity(of: found),
                let spec = followed.profile.servers.first(where: { $0.name == server })
            else { return await follow(followed.profile, of: followed.owner) }
            try await admit(
                Candidate(container: container, identity: identity, server: spec, isRunning: found.state == .running)
            )
        } catch {
            Logger.current.warning("server cannot be started again", metadata: ["mcp.server": "\(server)", "error": "\(error)"])
            workContinuation.yield(.revive(server, container, attempt: attempt + 1))
        }
    }

    private static func delay(before attempt: Int) -> Duration {
        guard attempt <= quickAttempts else { return .seconds(60) }
        let base = 100 << (attempt - 1)
        return .milliseconds(base + Int.random(in: 0...base / 2))
    }

    func refreshTools(_ server: ServerName, _ container: ContainerID) async {
        guard let backend = state.withLock({ $0.backends[server] }), backend.container == container,
            let connection = backend.connection
        else { return }
        do {
            let tools = try await connection.listTools(timeout: backend.server.timeouts.call)
            update { state in
                guard state.backends[server]?.container == container else { return }
                state.backends[server]?.tools = tools
            }
        } catch {
            Logger.current.warning("server's new tools cannot be read", metadata: ["mcp.server": "\(server)", "error": "\(error)"])
        }
    }

    private func markDown(_ candidate: Candidate, because reason: String) {
        let name = candidate.server.name
        update { state in
            let tools = state.backends[name]?.tools ?? []
            state.backends[name] = Backend(
                server: candidate.server,
                container: candidate.container,
                tools: tools,
                condition: .down(reason)
            )
        }
    }
}
