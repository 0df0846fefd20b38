package import Spec

/// What happens to one server, and why.
package struct Change: Hashable, Sendable {
    package enum Action: String, Hashable, Sendable, CaseIterable {
        case create, replace, remove, keep
        /// The container is right but does not run.
        case start
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

    package init(
        address: ServerAddress,
        action: Action,
        reasons: [Reason],
        attributes: [AttributeChange],
        declaredAt: SourceLocation?
    ) {
        self.address = address
        self.action = action
        self.reasons = reasons
        self.attributes = attributes
        self.declaredAt = declaredAt
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
    /// These groups of attributes differ from what was applied.
    case specChanged([AttributeGroup])
    /// The live container differs from what was applied, although the manifest did not change.
    case drifted([AttributePath])
    /// The container is in this state instead of running.
    case notRunning(ObservedContainer.RunState)
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
}

/// The groups of attributes that have a hash of their own, so that a plan can give reasons without a history.
package enum AttributeGroup: String, Hashable, Sendable, CaseIterable {
    case image, command, environment = "env", mounts, network, limits, hardening
}
