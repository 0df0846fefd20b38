import Applier
import ContainerEngine
import Spec

/// Which backend serves each server of the profile, and which one waits to take its place.
struct Fleet: Sendable {
    private struct Slot {
        var serving: Backend?
        /// Admitted, and not serving before the one that serves is drained.
        var candidate: Backend?
        var hasFailed = false

        /// What is only awaited does not serve.
        var isServed: Bool { serving.map { !$0.isAwaited } ?? false }
    }

    private var slots: [ServerName: Slot] = [:]
    /// Drained from, or gone from the profile, and not closed yet.
    private var retiring: [ContainerID: Backend] = [:]
    private(set) var profile: Profile?

    var naming: ToolNaming { profile?.gateway.naming ?? .automatic }

    /// The backends that serve or will again, sorted by name.
    var serving: [Backend] {
        slots.values.compactMap(\.serving).sorted { $0.address.server < $1.address.server }
    }

    var backends: [Backend] {
        slots.values.flatMap { [$0.serving, $0.candidate].compactMap { $0 } } + retiring.values
    }

    /// True once something is known of what every server of the profile lists, or it has failed to serve.
    var isListed: Bool { isTrueOfAll { $0.serving != nil || $0.hasFailed } }

    /// Of how many servers it is known what they list.
    var knownServers: Int { slots.values.count { $0.serving.map { $0.isAwaited || $0.isServing } ?? false } }

    /// True once every server of the profile serves or has failed to.
    var isSettled: Bool { isTrueOfAll { $0.isServed || $0.hasFailed } }

    private func isTrueOfAll(_ condition: (Slot) -> Bool) -> Bool {
        profile?.serving.allSatisfy { slots[$0.name].map(condition) ?? false } ?? false
    }

    /// How each server of the profile is, sorted by name.
    var standings: [Readiness.Server] {
        (profile?.serving ?? []).map { policy in
            var standing = standing(of: policy.name)
            standing.policy = policy
            return standing
        }
    }

    private func standing(of name: ServerName) -> Readiness.Server {
        guard let slot = slots[name] else { return Readiness.Server(name: name, state: .starting) }
        if let serving = slot.serving { return serving.standing }
        return slot.hasFailed
            ? Readiness.Server(name: name, state: .down, reason: "could not be started")
            : Readiness.Server(name: name, state: .starting)
    }

    /// Servers that have ended and are brought back by whoever watches over them.
    var tended: RestingServers {
        var tended = RestingServers()
        for backend in serving where backend.isBroughtBack {
            if let spec = backend.origin.spec { tended.add(backend.address, becoming: spec) }
        }
        return tended
    }

    func backend(in container: ContainerID, of server: ServerName) -> Backend? {
        let slot = slots[server]
        return [slot?.serving, slot?.candidate].compactMap { $0 }.first { $0.container == container }
    }

    func serving(_ server: ServerName) -> Backend? { slots[server]?.serving }

    func serves(_ server: ServerName) -> Bool { slots[server]?.isServed ?? false }

    /// Takes over a profile's names, policies and timeouts.
    ///
    /// - Returns: The backends of servers that it no longer names.
    mutating func follow(_ profile: Profile) -> [Backend] {
        self.profile = profile
        for server in profile.serving {
            slots[server.name]?.serving?.update(server)
            slots[server.name]?.candidate?.update(server)
        }
        let names = Set(profile.serving.map(\.name))
        return slots.keys.filter { !names.contains($0) }.flatMap { name in
            let slot = slots.removeValue(forKey: name)
            return [slot?.serving, slot?.candidate].compactMap { $0 }
        }
    }

    /// Adds a backend: it serves at once where none does, and else once the serving one is drained.
    ///
    /// - Returns: Backends whose place it takes: dead ones, and an older candidate.
    mutating func add(_ backend: Backend) -> [Backend] {
        var slot = slots[backend.address.server] ?? Slot()
        defer { slots[backend.address.server] = slot }
        slot.hasFailed = false
        if let serving = slot.serving, serving.isServing, serving.container != backend.container {
            defer { slot.candidate = backend }
            return [slot.candidate].compactMap { $0 }
        }
        let replaced = [slot.serving, slot.candidate].compactMap { $0 }
        (slot.serving, slot.candidate) = (backend, nil)
        return replaced
    }

    /// Lets backends stand for servers whose start is under way, where nothing is known of it yet.
    mutating func expect(_ awaited: [Backend]) {
        for backend in awaited where slots[backend.address.server] == nil {
            slots[backend.address.server] = Slot(serving: backend)
        }
    }

    /// Notes that a server could not be made to serve; what served before goes on.
    ///
    /// - Returns: What stood for it meanwhile.
    mutating func fail(_ server: ServerName) -> Backend? {
        var slot = slots[server] ?? Slot()
        defer { slots[server] = slot }
        slot.hasFailed = true
        guard let awaited = slot.serving, awaited.isAwaited else { return nil }
        slot.serving = nil
        return awaited
    }

    /// Notes that no container came to serve which is still waited for; of remote servers others take care.
    ///
    /// - Returns: What stood for them.
    mutating func failAwaitedContainers() -> [Backend] {
        slots.values.compactMap(\.serving).compactMap { backend in
            guard case .awaitedContainer = backend.origin else { return nil }
            return fail(backend.address.server)
        }
    }

    /// Lets the candidate of a server serve, if there is one, and takes the container out.
    ///
    /// - Returns: The container's backend, which serves no new call from now on; ``forget(_:)`` ends its retirement.
    mutating func retire(_ container: ContainerID, of server: ServerName) -> Backend? {
        guard var slot = slots[server] else { return retiring[container] }
        defer { slots[server] = slot }
        if let serving = slot.serving, serving.container == container {
            (slot.serving, slot.candidate) = (slot.candidate, nil)
            retiring[container] = serving
        } else if let candidate = slot.candidate, candidate.container == container {
            slot.candidate = nil
            retiring[container] = candidate
        }
        return retiring[container]
    }

    mutating func forget(_ container: ContainerID) {
        retiring[container] = nil
    }
}
