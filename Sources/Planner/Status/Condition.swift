/// Something that is so, is not, or cannot be told from here.
package enum Verdict: String, Hashable, Sendable, CaseIterable {
    case yes = "True"
    case no = "False"
    case unknown = "Unknown"
}

/// One thing that can be said of everything that an owner has: whether it is so, and why.
package struct Condition: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Somebody who may has signed the commit.
        case sourceVerified = "SourceVerified"
        /// There is a plan, and nothing in it is refused.
        case planned = "Planned"
        /// Every server is what the manifests ask for, whatever was done to it since.
        case applied = "Applied"
        /// Every server runs and, where a gateway can be asked, answers.
        case healthy = "Healthy"
        /// The engine and the gateways have what the manifests ask for, as far as is known.
        case inSync = "InSync"
        /// What servers may list is locked, and none lists anything else.
        case toolsPinned = "ToolsPinned"
        /// Somebody wants nothing to be followed for a while.
        case suspended = "Suspended"

        /// What is normal; a reader is told only of what is not.
        var usual: Verdict { self == .suspended ? .no : .yes }
    }

    package var kind: Kind
    package var verdict: Verdict
    /// One word for programs, such as `ChangesPending`.
    package var reason: String
    /// One line for people, escaped.
    package var message: String

    package init(_ kind: Kind, _ verdict: Verdict, _ reason: String, _ message: String) {
        (self.kind, self.verdict, self.reason, self.message) = (kind, verdict, reason, message)
    }

    /// Whether somebody should look at it.
    package var isAbnormal: Bool { verdict != .unknown && verdict != kind.usual }
}
