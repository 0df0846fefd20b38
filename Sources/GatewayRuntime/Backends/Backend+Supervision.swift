import Applier
import ContainerEngine
import Logging
import ModelContextProtocol
import Planner
import Spec
import Synchronization

// Watching over a server, and bringing it back.

extension Backend {
    /// Watches over the server and brings it back whenever it ends, until it is retired or the task is cancelled; the
    /// connection then still belongs to whoever retires the backend.
    func supervise() async {
        var action = isServing ? began() : failed()
        while true {
            switch action {
            case .watch: action = await watch()
            case .wait(let delay, let keepsCallers):
                if !keepsCallers { giveCallersUp() }
                // A cancelled wait means that the gateway ends.
                guard (try? await time.clock.sleep(for: delay)) != nil else { return }
                action = state.withLock { $0.lifecycle.waited() }
            case .start: action = await start()
            case .awaitSuccessor(let limit):
                // A cancelled wait means that the gateway ends.
                guard (try? await time.clock.sleep(for: limit)) != nil else { return }
                return giveUpOnSuccessor("was removed from the engine, and nothing has taken its place")
            case .stop: return
            }
        }
    }

    private func began() -> BackendLifecycle.Action {
        let now = time.elapsed()
        return state.withLock { $0.lifecycle.started(at: now) }
    }

    /// Follows the server's lists until the server ends, and then ends what was in flight with the reason.
    private func watch() async -> BackendLifecycle.Action {
        guard case .serving(let connection) = state.withLock({ $0.condition }) else { return .stop }
        for await _ in connection.listChanges { await refresh(connection) }
        guard !Task.isCancelled else { return .stop }
        state.withLock { state in
            if case .serving = state.condition { state.condition = .restarting }
        }
        let cause = await endCause()
        let text = cause + connection.standardError.quoted
        connection.close(failing: .ended(text))
        connection.voice?.note(cause)
        return ended(text)
    }

    private func ended(_ text: String) -> BackendLifecycle.Action {
        let action = failed()
        guard case .wait = action else { return action }
        Logger.current.warning("a server ended", metadata: ["mcp.server": "\(address)", "cause": "\(text)"])
        state.withLock { state in
            if case .wait(_, keepingCallers: false) = action, case .restarting = state.condition {
                state.condition = .down(text)
            }
        }
        return action
    }

    private func failed() -> BackendLifecycle.Action {
        let (now, chance) = (time.elapsed(), Double.random(in: 0...1))
        return state.withLock { $0.lifecycle.failed(at: now, chance: chance) }
    }

    /// From now on callers are refused at once.
    private func giveCallersUp() {
        let (reason, parked) = state.withLock { state -> (String, [Waiter]) in
            if case .restarting = state.condition { state.condition = .down("is being started again") }
            guard case .down(let reason) = state.condition else { return ("", []) }
            return (reason, state.parked.removeAll())
        }
        for waiter in parked { waiter(.failure(.down(reason))) }
    }

    private func start() async -> BackendLifecycle.Action {
        do {
            return serve(try await open())
        } catch let error as EngineError where error.code == .notFound {
            Logger.current.warning("a server's container is gone", metadata: ["mcp.server": "\(address)"])
            return state.withLock { $0.lifecycle.lost() }
        } catch let error as EngineError where error.isDelay && !Task.isCancelled {
            return postponed(error)
        } catch {
            return notStarted(error)
        }
    }

    private func open() async throws -> BackendOpening.Opened {
        let (timeouts, choice) = (server.timeouts, server.protocolChoice)
        switch origin {
        case .remote(var remote, let profile):
            remote.serving.timeouts = timeouts
            return try await opening.open(remote, of: profile)
        case .tools(let server, let profile): return try await opening.open(server, of: profile)
        case .container(var candidate):
            (candidate.server.timeouts, candidate.server.protocolChoice) = (timeouts, choice)
            candidate.isRunning = try await opening.isRunning(container)
            return try await opening.bringBack(candidate)
        case .awaitedContainer, .awaitedRemote:
            preconditionFailure("what is awaited is not watched over: whoever starts it makes a backend of its own")
        }
    }

    /// Why the server's streams have ended, to follow its name.
    private func endCause() async -> String {
        switch origin {
        case .container(let candidate):
            await ExitCause(of: container, engine: opening.engine).text(isOverHTTP: candidate.server.http != nil)
        case .remote, .tools, .awaitedContainer, .awaitedRemote: "ended the connection"
        }
    }

    private func serve(_ opened: BackendOpening.Opened) -> BackendLifecycle.Action {
        let now = time.elapsed()
        let (action, parked, isNew, timeout) = state.withLock { state in
            let action = state.lifecycle.started(at: now)
            let isNew = state.listed != opened.offering
            if action == .watch { (state.condition, state.listed) = (.serving(opened.connection), opened.offering) }
            if isNew { state.comparand += 1 }
            return (action, state.parked.removeAll(), isNew, state.policy.timeouts.call)
        }
        guard action == .watch else {
            opened.connection.close()
            return action
        }
        listen(to: opened.connection)
        let isOther = isNew && compare()
        if isNew { audience.foundOther() }
        audience.returned(self)
        Logger.current.info("a server serves again", metadata: ["mcp.server": "\(address)"])
        for waiter in parked { waiter(.success(Serving(connection: opened.connection, timeout: timeout))) }
        if isOther { audience.offeringChanged(self) }
        return action
    }

    private func notStarted(_ error: any Error) -> BackendLifecycle.Action {
        let reason = (error as? AdmissionError)?.reason(of: address) ?? "cannot be started again: \(error)"
        let action = failed()
        if case .wait(let delay, _) = action, !Task.isCancelled {
            Logger.current.warning(
                "a server did not start",
                metadata: ["mcp.server": "\(address)", "cause": "\(reason)", "next.try": "\(delay.seconds) s"]
            )
        }
        let parked = state.withLock { state -> [Waiter] in
            if case .retired = state.condition { return [] }
            if case .wait(_, keepingCallers: true) = action { return [] }
            state.condition = .down(reason)
            return state.parked.removeAll()
        }
        for waiter in parked { waiter(.failure(.down(reason))) }
        return action
    }

    /// Tells the calls that wait for another container why none takes the place of the one that is gone.
    func giveUpOnSuccessor(_ reason: String) {
        let parked = state.withLock { state -> [Waiter] in
            guard state.lifecycle.giveUpOnSuccessor() else { return [] }
            state.condition = .down(reason)
            return state.parked.removeAll()
        }
        for waiter in parked { waiter(.failure(.down(reason))) }
    }

    /// The engine does not answer, and may soon: calls that wait go on waiting, within their own time.
    private func postponed(_ error: EngineError) -> BackendLifecycle.Action {
        let chance = Double.random(in: 0...1)
        let action = state.withLock { $0.lifecycle.postponed(chance: chance) }
        let metadata: Logger.Metadata = ["mcp.server": "\(address)", "error": "\(error)"]
        Logger.current.warning("a server is not started yet because the engine does not answer", metadata: metadata)
        return action
    }

    private func refresh(_ connection: BackendConnection) async {
        for kind in connection.takeStaleLists() {
            do {
                let listing = try await connection.list(kind, within: server.timeouts.call)
                let isNew = state.withLock { state in
                    let former = state.listed
                    (state.listed.lists[kind], state.listed.hints[kind]) = (listing.items, listing.hint)
                    state.listed.repeated[kind] = listing.repeated.isEmpty ? nil : listing.repeated
                    guard former != state.listed else { return false }
                    state.comparand += 1
                    return true
                }
                let isOther = isNew && compare()
                if isNew { audience.foundOther() }
                if isOther { audience.offeringChanged(self) }
            } catch {
                guard connection.isOpen, !Task.isCancelled else { return }
                let metadata: Logger.Metadata = ["mcp.server": "\(address)", "error": "\(error)"]
                Logger.current.warning("a server's new \(kind.rawValue) cannot be listed", metadata: metadata)
            }
        }
    }
}

extension AdmissionError {
    /// The message without the server's name, and what the server wrote last.
    func reason(of address: ServerAddress) -> String {
        let name = "\(address) "
        let text = message.hasPrefix(name) ? String(message.dropFirst(name.count)) : message
        return standardError.isEmpty
            ? text : text + "; the last it wrote: " + standardError.suffix(3).joined(separator: " | ")
    }
}
