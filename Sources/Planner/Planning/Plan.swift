package import Spec

/// What has to happen so that an engine matches the desired state.
package struct Plan: Hashable, Sendable {
    package var owner: OwnerID
    package var revision: Revision?
    /// One per server, sorted by address; servers that stay as they are included.
    package var changes: [Change]
    /// The work, each operation after those it depends on.
    package var operations: [Operation]
    /// What clients will see of each profile, as far as it is documented beforehand.
    package var surfaces: [ToolSurface]
    /// What somebody changed on the engine since it was applied, sorted by address.
    package var drift: [DriftFinding]
    package var scope: PlanScope
    /// Settings of gateways that change, sorted by profile; known only where manifests are compared with manifests.
    package var gateways: [GatewayChange] = []
    /// How many servers the owner has on the engine.
    package var owned: Int
    /// The commits that the containers of these servers come from, sorted.
    package var applied: [Revision] = []
    /// Those of them that the plan's own commit does not build on; known only where somebody asks git.
    package var rewindsFrom: [Revision] = []
    /// Consents that are missing, and without which the plan is as it is.
    package var withheld: [Consent] = []
    /// Who vouches for the plan's own commit; nil where nobody has to.
    package var signer: String?
    /// Where the desired state was read, and what it is compared with; nil where nobody asks.
    package var source: PlanSource?
    package var target: PlanTarget?

    package init(
        owner: OwnerID,
        revision: Revision?,
        changes: [Change],
        operations: [Operation],
        surfaces: [ToolSurface],
        drift: [DriftFinding] = [],
        scope: PlanScope = .everything,
        owned: Int = 0
    ) {
        self.owner = owner
        self.revision = revision
        self.changes = changes
        self.operations = operations
        self.surfaces = surfaces
        self.drift = drift
        self.scope = scope
        self.owned = owned
    }

    /// True if applying the plan would call nothing that changes the engine.
    package var isNoOp: Bool { operations.isEmpty }

    /// True if anything at all will be other than it is, routes included.
    package var hasChanges: Bool { !gateways.isEmpty || changes.contains { $0.action != .keep } }

    /// True if images must be pulled before the rest can be planned.
    package var needsPull: Bool {
        operations.contains { operation in
            if case .pullImage = operation.kind { true } else { false }
        }
    }

    /// The servers for which nothing can be done.
    package var refusals: [Change] { changes.filter { $0.action == .refuse } }
}
