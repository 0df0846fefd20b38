import Spec

/// A server that is wanted, and what the engine has of it.
struct Situation {
    /// What one of the server's containers is worth.
    enum Standing: Hashable {
        /// As wanted, and it runs.
        case serving
        /// As wanted, and it runs; but nobody has seen it pass its gate.
        case ungated
        /// As wanted; it only has to be started.
        case startable
        /// Made for the wanted spec, and changed by somebody since.
        case drifted([AttributePath])
        /// Made for the wanted spec, but in a state from which starting does not help.
        case stuck
        /// Made for another spec.
        case outdated
    }

    let address: ServerAddress
    let server: ServerSpec
    /// Nil if the image is not on the engine.
    let image: ObservedImage?
    let inventory: Inventory
    let revision: Revision?
    /// What clients will see of it; nil if nothing documents that.
    let documentedTools: [ToolSurface.Tool]?
    /// What clients saw of it until now; nil if only its container can tell.
    let toolsBefore: [ToolSurface.Tool]?
    /// True if manifests stand for the engine, so that nothing can be carried out.
    let isComparison: Bool

    let definition: ContainerDefinition
    /// Nil as long as the image's content is unknown.
    let specHash: SpecHash?
    let existing: [Inventory.Owned]

    init(
        address: ServerAddress,
        server: ServerSpec,
        image: ObservedImage?,
        inventory: Inventory,
        revision: Revision?,
        documentedTools: [ToolSurface.Tool]?,
        toolsBefore: [ToolSurface.Tool]?,
        isComparison: Bool
    ) {
        self.address = address
        self.server = server
        self.image = image
        self.inventory = inventory
        self.revision = revision
        self.documentedTools = documentedTools
        self.toolsBefore = toolsBefore
        self.isComparison = isComparison
        definition = ContainerDefinition(server: server, image: image)
        specHash = SpecHash(profile: address.profile, definition: definition)
        existing = inventory.containers(at: address)
    }

    func standing(of owned: Inventory.Owned) -> Standing {
        guard owned.identity.specHash == specHash else { return .outdated }
        let changes = owned.container.definition.changes(to: definition)
        guard changes.isEmpty else { return .drifted(changes.map(\.path)) }
        switch owned.container.state {
        case .running: return owned.isCandidate ? .ungated : .serving
        case .created, .exited: return .startable
        case .paused, .restarting, .removing, .dead: return .stuck
        }
    }

    /// The container that is as wanted, one that runs before one that does not; nil if there is none.
    var current: Inventory.Owned? {
        Self.best(
            existing.filter { owned in
                switch standing(of: owned) {
                case .serving, .ungated, .startable: true
                case .drifted, .stuck, .outdated: false
                }
            }
        )
    }

    /// The container that has served until now, as far as one can tell; nil for a new server.
    var previous: Inventory.Owned? {
        Self.best(existing.filter { $0.identity.specHash == specHash }) ?? Self.best(existing)
    }

    /// One that has passed its gate before a candidate, then a running container before one that is not, then the newest
    /// generation, then the largest id.
    static func best(_ candidates: [Inventory.Owned]) -> Inventory.Owned? {
        candidates.max { left, right in
            guard left.isCandidate == right.isCandidate else { return left.isCandidate }
            let (l, r) = (left.container.state == .running, right.container.state == .running)
            return l == r ? left.identity.generation < right.identity.generation : !l
        }
    }
}
