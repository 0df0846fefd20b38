package import Spec

/// What happens to one server, and why.
package struct Change: Hashable, Sendable {
    package enum Action: String, Hashable, Sendable, CaseIterable {
        case create, replace, remove, keep
        /// The container is right but does not run, or has not passed its gate.
        case start
        /// The container stays as it is, and the gateway serves it otherwise.
        case update
        /// What the manifest asks for cannot be done; nothing is touched.
        case refuse
    }

    package var address: ServerAddress
    package var action: Action
    package var reasons: [Reason]
    /// Old and new values, sorted by path; for a server that is created, its image and what is not by default.
    package var attributes: [AttributeChange]
    /// Where the manifest declares the server; nil for one that it no longer names.
    package var declaredAt: SourceLocation?
    /// How the change is carried out.
    package var strategy: Strategy
    /// What becomes of the tools that clients see; nil where nothing becomes of them.
    package var tools: ToolOutlook?
    /// The hash of what is wanted; nil while the image's content is unknown, and where nothing is wanted.
    package var spec: SpecHash?
    /// What the engine must have for the change to be the one that was planned.
    package var precondition: Precondition
    /// True if it takes the end of a container that is not to end without somebody's word.
    package var endsProtected = false

    package init(
        address: ServerAddress,
        action: Action,
        reasons: [Reason],
        attributes: [AttributeChange],
        declaredAt: SourceLocation?,
        strategy: Strategy = .leave,
        spec: SpecHash? = nil,
        precondition: Precondition = Precondition()
    ) {
        self.address = address
        self.action = action
        self.reasons = reasons
        self.attributes = attributes
        self.declaredAt = declaredAt
        self.strategy = strategy
        self.spec = spec
        self.precondition = precondition
    }
}

/// How a change is carried out.
package enum Strategy: String, Hashable, Sendable, CaseIterable {
    /// Nothing is done.
    case leave
    /// Pull the image; what else is to be done depends on what it is.
    case pull
    /// Create, start, complete the handshake, serve.
    case create
    /// Start the new one, complete its handshake, move the calls, drain and remove the old one.
    case replace
    /// The right one is there: what an earlier run left beside it goes.
    case finish
    /// Start the container that is there, unless it runs, and complete its handshake.
    case start
    /// Drain, stop, remove.
    case remove
    /// Drain and stop; the container stays.
    case stop
    /// The container runs on; what is left beside it goes.
    case orphan
    /// The gateway swaps its routes, and no container is touched.
    case route
}

/// What a change was planned upon: the containers of its server, and the names that must be free.
package struct Precondition: Hashable, Sendable {
    package struct Container: Hashable, Sendable {
        package var id: String
        package var name: String
        package var state: ObservedContainer.RunState
        /// A hash of every attribute as a plan shows it, so that no value can be guessed from it.
        package var fingerprint: String
    }

    /// Sorted by id.
    package var containers: [Container]
    package var absent: [String]

    package init(containers: [Container] = [], absent: [String] = []) {
        self.containers = containers.sorted { $0.id < $1.id }
        self.absent = absent
    }
}

/// One attribute's value before and after; nil stands for absent.
package struct AttributeChange: Hashable, Sendable {
    package var path: AttributePath
    package var old: String?
    package var new: String?
    /// True if the new value is complete only once the image was pulled.
    package var isUnknown: Bool
    /// Where the manifest sets the new value, if it does.
    package var location: SourceLocation?

    package init(
        path: AttributePath,
        old: String?,
        new: String?,
        isUnknown: Bool = false,
        location: SourceLocation? = nil
    ) {
        self.path = path
        self.old = old
        self.new = new
        self.isUnknown = isUnknown
        self.location = location
    }
}

/// Why a change is needed.
package enum Reason: Hashable, Sendable {
    /// The manifest names a server that has no container.
    case notPresent
    /// The manifest no longer names the server.
    case notDeclared
    /// Everything of the owner is to go, whatever the manifests name.
    case destroyed
    /// The manifest no longer names the server, and when it did it wanted the container to stay.
    case leftBehind
    /// These groups of attributes differ from what was applied.
    case specChanged([AttributeGroup])
    /// The live container differs from what was applied, although the manifest did not change.
    case drifted([AttributePath])
    /// The container is in this state instead of running.
    case notRunning(ObservedContainer.RunState)
    /// The container runs, and the run that started it ended before its gate.
    case notAdmitted
    /// A replacement was begun and not finished by an earlier run.
    case unfinishedReplacement
    /// More than one container of the same spec exists.
    case duplicate
    /// The image is not on the engine: it must be pulled before anything else is known.
    case imageNotPresent
    /// A container of somebody else has the name that the server's container must have.
    case nameTaken(String)
    /// The image carries a label of ours, which would pass for a container's own.
    case imageClaimsOwnership
    /// The manifest names a server that runs elsewhere, and did not before.
    case newlyDeclared
    /// The manifest shows the server's tools otherwise, or reaches it otherwise.
    case servingChanged
    /// The manifest names an image, and the lock is of another one.
    case lockOfAnotherImage(ImageReference)
    /// The content of the image on the engine is not that which was locked.
    case imageNotAsLocked(ImageReference)

    /// Whether it is about what was agreed to be trusted.
    package var isOfTrust: Bool {
        switch self {
        case .lockOfAnotherImage, .imageNotAsLocked: true
        case .notPresent, .notDeclared, .destroyed, .leftBehind, .specChanged, .drifted, .notRunning,
            .notAdmitted, .unfinishedReplacement, .duplicate, .imageNotPresent, .nameTaken, .imageClaimsOwnership,
            .newlyDeclared, .servingChanged:
            false
        }
    }
}

/// The groups of attributes that have a hash of their own, so that a plan can give reasons without a history.
package enum AttributeGroup: String, Hashable, Sendable, CaseIterable {
    case image, command, environment = "env", mounts, network, limits, hardening, removal
}
