package import Spec

/// Where the desired state of a plan was read.
package struct PlanSource: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case git, directory, file
    }

    package var kind: Kind
    /// The path as it was given.
    package var place: String
    /// The path of the manifests within their repository; empty for its root.
    package var directory: String
    /// The one profile that was selected; nil for all.
    package var profile: ProfileName?
    /// The environment whose values count; nil for the profiles as they are.
    package var environment: EnvironmentName?
    /// The hash of every file that was read.
    package var content: String

    package init(kind: Kind, place: String, directory: String = "", profile: ProfileName? = nil, content: String) {
        self.kind = kind
        self.place = place
        self.directory = directory
        self.profile = profile
        self.content = content
    }
}

/// What the desired state is compared with.
package enum PlanTarget: Hashable, Sendable {
    /// An engine: the address it was reached at, and how it calls itself.
    case engine(address: String, id: String)
    /// The manifests of another commit, as if an engine had what they ask for.
    case revision(Revision)
}

/// Which servers a plan is about.
package struct PlanScope: Hashable, Sendable {
    /// Globs over `profile/server`, or over servers' names where there is no slash; none means all.
    package var targets: [String]
    package var excludes: [String]
    /// True if only what somebody changed on the engine is brought back.
    package var isDriftOnly = false
    /// True if what goes goes entirely, also where its manifest wanted something of it to stay.
    package var isDestruction = false

    package static let everything = PlanScope()

    package init(targets: [String] = [], excludes: [String] = []) {
        self.targets = targets
        self.excludes = excludes
    }

    /// A plan of a part never removes a server: what the rest of the manifests says was not asked.
    package var isPartial: Bool { !targets.isEmpty || !excludes.isEmpty }

    package func contains(_ address: ServerAddress) -> Bool {
        let isTarget = targets.isEmpty || targets.contains { Self.matches($0, address) }
        return isTarget && !excludes.contains { Self.matches($0, address) }
    }

    private static func matches(_ pattern: String, _ address: ServerAddress) -> Bool {
        Glob(pattern).matches(pattern.contains("/") ? address.description : address.server.text)
    }
}
