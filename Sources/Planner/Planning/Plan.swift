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

    package init(
        owner: OwnerID,
        revision: Revision?,
        changes: [Change],
        operations: [Operation],
        surfaces: [ToolSurface]
    ) {
        self.owner = owner
        self.revision = revision
        self.changes = changes
        self.operations = operations
        self.surfaces = surfaces
    }

    /// True if applying the plan would call nothing that changes the engine.
    package var isNoOp: Bool { operations.isEmpty }

    /// True if images must be pulled before the rest can be planned.
    package var needsPull: Bool {
        operations.contains { operation in
            if case .pullImage = operation.kind { true } else { false }
        }
    }

    /// The servers for which nothing can be done.
    package var refusals: [Change] { changes.filter { $0.action == .refuse } }
}
