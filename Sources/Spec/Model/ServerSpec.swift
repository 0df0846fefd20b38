/// One server of a profile with every reference resolved, every template rendered and every default applied.
///
/// What only the image can tell (its id, its default command and environment, its metadata label) is not here: the
/// planner takes that from the observed images.
package struct ServerSpec: Hashable, Sendable {
    package var name: ServerName
    /// Where the profile names this server.
    package var declaredAt: SourceLocation
    /// Where single attributes were set, for plans and errors; an attribute that is absent was a default.
    package var attributeLocations: [AttributePath: SourceLocation]

    package var image: ImageReference
    /// Arguments after the image; empty means the image's own.
    package var command: [String]
    /// Sorted by name; names are unique.
    package var environment: [EnvironmentVariable]
    /// `user[:group]`; nil means the image's own.
    package var user: String?
    package var mounts: [Mount]
    package var network: NetworkPolicy
    /// `host:ip` pairs for the container's hosts file.
    package var extraHosts: [String]
    package var resources: ResourceLimits

    package var isolation: Isolation
    /// Copies that wait for sessions or calls that want one of their own.
    package var warm: Int
    package var tools: ToolPolicy
    /// Prefix that the server entry forces on its tools' names, as the reference's `prefix` key does.
    package var prefix: String?
    package var timeouts: Timeouts
    /// Tools that the server's entry documents: what a plan can show before the server has ever run.
    package var documentedTools: [DocumentedTool]
    /// Where it answers HTTP; nil if it speaks on its standard streams.
    package var http: HTTPEndpoint?
    /// Whether the gateway shows nothing of it.
    package var isHidden = false
    /// Which era of the protocol the gateway speaks to it.
    package var protocolChoice = ProtocolChoice.auto
    /// What becomes of what it lists and its lock does not hold.
    package var lockPolicy = LockPolicy.block
    /// What its image was, and what it listed, when it was locked; nil for a server that is not.
    package var locked: LockedServer?
    /// What becomes of it when somebody changes it on the engine; no part of what the container is.
    package var drift = DriftPolicy.heal
    /// What becomes of its container when no manifest names it any more.
    package var removal = RemovalPolicy.standard

    package init(
        name: ServerName,
        declaredAt: SourceLocation,
        attributeLocations: [AttributePath: SourceLocation] = [:],
        image: ImageReference,
        command: [String] = [],
        environment: [EnvironmentVariable] = [],
        user: String? = nil,
        mounts: [Mount] = [],
        network: NetworkPolicy = .none,
        extraHosts: [String] = [],
        resources: ResourceLimits = ResourceLimits(),
        isolation: Isolation = .shared,
        warm: Int = ServingPolicy.standardWarm,
        tools: ToolPolicy = ToolPolicy(),
        prefix: String? = nil,
        timeouts: Timeouts = Timeouts(),
        documentedTools: [DocumentedTool] = []
    ) {
        self.name = name
        self.declaredAt = declaredAt
        self.attributeLocations = attributeLocations
        self.image = image
        self.command = command
        self.environment = environment.sorted { $0.name < $1.name }
        self.user = user
        self.mounts = mounts
        self.network = network
        self.extraHosts = extraHosts
        self.resources = resources
        self.isolation = isolation
        self.warm = warm
        self.tools = tools
        self.prefix = prefix
        self.timeouts = timeouts
        self.documentedTools = documentedTools
    }
}
