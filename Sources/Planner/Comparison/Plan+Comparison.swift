package import Spec

extension Plan {
    /// Compares manifests with manifests, as if an engine had exactly what the first ask for.
    ///
    /// Without an engine more is known than with one: what was served before, to the last word. So changes of the
    /// gateway's routes and settings and of remote servers are in such a plan, and nothing can be carried out by it.
    ///
    /// - Parameters:
    ///   - base: What is taken to be applied.
    ///   - head: What is wanted.
    ///   - scope: The servers that the plan is about.
    package init(comparing base: DesiredState, with head: DesiredState, scope: PlanScope = .everything) {
        let observed = ObservedState(asking: base, whereImagesInclude: head)
        let before = ServedState(
            base,
            surfaces: base.profiles.map { ToolSurface(documentedBy: $0, images: observed.images) }
        )
        var plan = Plan(from: observed, to: head, scope: scope, before: before.tools)
        plan.operations = []
        plan.owned = before.servers.count
        let comparison = ServingComparison(before: before, after: ServedState(head, surfaces: plan.surfaces))
        plan.changes = comparison.completing(plan.changes, scope: scope, removing: head.mayRemove)
        plan.gateways = comparison.gateways
        plan.target = base.revision.map(PlanTarget.revision)
        self = plan
    }
}

/// The settings of one profile's gateway that change.
package struct GatewayChange: Hashable, Sendable {
    package var profile: ProfileName
    package var attributes: [AttributeChange]
    package var declaredAt: SourceLocation
}

/// What a gateway serves of a desired state.
struct ServedState {
    struct Server {
        let serving: ServingPolicy
        /// Nil for one in a container.
        let remote: RemoteServer?
        let declaredAt: SourceLocation
    }

    let servers: [ServerAddress: Server]
    let profiles: [ProfileName: Profile]
    let tools: ServerTools

    init(_ desired: DesiredState, surfaces: [ToolSurface]) {
        var servers: [ServerAddress: Server] = [:]
        for profile in desired.profiles {
            for server in profile.servers {
                let address = ServerAddress(profile: profile.name, server: server.name)
                servers[address] = Server(serving: server.serving, remote: nil, declaredAt: server.declaredAt)
            }
            for remote in profile.remotes {
                let address = ServerAddress(profile: profile.name, server: remote.name)
                servers[address] = Server(serving: remote.serving, remote: remote, declaredAt: remote.declaredAt)
            }
        }
        self.servers = servers
        profiles = Dictionary(uniqueKeysWithValues: desired.profiles.map { ($0.name, $0) })
        tools = ServerTools(surfaces)
    }
}

/// What changes about how servers are served, beside what changes about their containers.
private struct ServingComparison {
    let before: ServedState
    let after: ServedState

    /// Adds what is served otherwise to the changes of containers, and the changes of remote servers.
    func completing(
        _ changes: [Change],
        scope: PlanScope,
        removing mayRemove: (ServerAddress) -> Bool
    ) -> [Change] {
        let remotes = Set(before.servers.keys).union(after.servers.keys).filter { address in
            (before.servers[address]?.remote ?? after.servers[address]?.remote) != nil && scope.contains(address)
        }
        let remoteChanges = remotes.compactMap { remoteChange(at: $0, removing: mayRemove, isPartial: scope.isPartial) }
        let replaced = Set(remoteChanges.map(\.address))
        let others = changes.filter { !replaced.contains($0.address) }.map {
            $0.isLeftBehind ? orphaned($0) : served($0)
        }
        return (others + remoteChanges).sorted { $0.address < $1.address }
    }

    /// Its container runs on, and clients see nothing of it any more.
    private func orphaned(_ change: Change) -> Change {
        var change = change
        (change.action, change.strategy, change.reasons) = (.remove, .route, [.notDeclared])
        change.tools = outlook(at: change.address)
        return change
    }

    private func served(_ change: Change) -> Change {
        guard let old = before.servers[change.address] else { return change }
        var change = change
        guard let new = after.servers[change.address] else {
            change.tools = before.tools.documented(at: change.address).map { tools in
                .difference(ToolDifference(from: tools.map(ListedTool.init), to: []))
            }
            return change
        }
        let attributes = AttributeComparison.changes(from: old.serving.attributes, to: new.serving.attributes)
        if attributes.isEmpty, hasSameTools(at: change.address) { return change }
        let tools = outlook(at: change.address)
        guard !attributes.isEmpty || tools.difference?.isEmpty == false else { return change }
        change.attributes = (change.attributes + attributes).sorted { $0.path < $1.path }
        if !attributes.isEmpty || change.action == .keep { change.reasons.append(.servingChanged) }
        change.tools = tools
        if change.action == .keep { (change.action, change.strategy) = (.update, .route) }
        return change
    }

    /// A server that is remote before or after, or both.
    private func remoteChange(
        at address: ServerAddress,
        removing mayRemove: (ServerAddress) -> Bool,
        isPartial: Bool
    ) -> Change? {
        let (old, new) = (before.servers[address], after.servers[address])
        guard new != nil || mayRemove(address) && !isPartial else { return nil }
        let attributes = AttributeComparison.changes(from: old?.attributes ?? [], to: new?.attributes ?? [])
        let tools = outlook(at: address)
        let isSame = attributes.isEmpty && tools.difference?.isEmpty != false
        let (action, reason): (Change.Action, Reason) =
            switch (old, new) {
            case (nil, _): (.create, .newlyDeclared)
            case (_, nil): (.remove, .notDeclared)
            case (_?, _?): isSame ? (.keep, .servingChanged) : (.update, .servingChanged)
            }
        var change = Change(
            address: address,
            action: action,
            reasons: action == .keep ? [] : [reason],
            attributes: action == .remove ? [] : attributes,
            declaredAt: new?.declaredAt,
            strategy: action == .keep ? .leave : .route
        )
        change.tools = action == .keep ? nil : tools
        return change
    }

    private func outlook(at address: ServerAddress) -> ToolOutlook {
        let isNew = before.servers[address] == nil
        let isGone = after.servers[address] == nil
        switch (isNew ? [] : before.tools.documented(at: address), isGone ? [] : after.tools.documented(at: address)) {
        case (_, nil): return .undocumented
        case (nil, let new?):
            return .unrecorded(total: new.count, tokens: new.reduce(0) { $0 + ListedTool.tokens(of: $1) })
        case (let old?, let new?):
            return .difference(ToolDifference(from: old.map(ListedTool.init), to: new.map(ListedTool.init)))
        }
    }

    /// True if clients see exactly the same of a server.
    private func hasSameTools(at address: ServerAddress) -> Bool {
        before.tools.documented(at: address) == after.tools.documented(at: address)
    }

    /// Sorted by profile.
    var gateways: [GatewayChange] {
        after.profiles.values.sorted { $0.name < $1.name }.compactMap { profile in
            guard let old = before.profiles[profile.name] else { return nil }
            let changes = AttributeComparison.changes(from: old.gateway.attributes, to: profile.gateway.attributes)
            if changes.isEmpty { return nil }
            return GatewayChange(profile: profile.name, attributes: changes, declaredAt: profile.declaredAt)
        }
    }
}

extension ServedState.Server {
    fileprivate var attributes: [ContainerAttribute] { remote?.attributes ?? serving.attributes }
}
