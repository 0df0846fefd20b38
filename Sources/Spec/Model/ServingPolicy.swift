/// What the gateway knows of a server, wherever it runs: its name, and how it is shown.
package struct ServingPolicy: Hashable, Sendable {
    package static let standardWarm = 1
    /// A copy that waits has all the memory that its server needs.
    package static let maximumWarm = 32

    package var name: ServerName
    package var isolation: Isolation
    /// Copies that wait for sessions or calls that want one of their own.
    package var warm: Int
    package var tools: ToolPolicy
    /// Prefix that the server entry forces on its tools' names, as the reference's `prefix` key does.
    package var prefix: String?
    package var timeouts: Timeouts
    /// Whether clients see nothing of it.
    package var isHidden = false
    /// Which era of the protocol the gateway speaks to it.
    package var protocolChoice = ProtocolChoice.auto
    /// What becomes of what it lists and its lock does not hold.
    package var lockPolicy = LockPolicy.block
    /// What it listed when it was locked; nil for a server that is not.
    package var locked: LockedServer?

    package init(
        name: ServerName,
        isolation: Isolation = .shared,
        warm: Int = standardWarm,
        tools: ToolPolicy = ToolPolicy(),
        prefix: String? = nil,
        timeouts: Timeouts = Timeouts()
    ) {
        self.name = name
        self.isolation = isolation
        self.warm = warm
        self.tools = tools
        self.prefix = prefix
        self.timeouts = timeouts
    }
}

extension ServerSpec {
    package var serving: ServingPolicy {
        var policy = ServingPolicy(
            name: name,
            isolation: isolation,
            warm: warm,
            tools: tools,
            prefix: prefix,
            timeouts: timeouts
        )
        policy.isHidden = isHidden
        policy.protocolChoice = protocolChoice
        (policy.lockPolicy, policy.locked) = (lockPolicy, locked)
        return policy
    }
}

extension Profile {
    /// How every server is shown, sorted by name: those in containers, remote ones, and those whose tools are containers.
    package var serving: [ServingPolicy] {
        (servers.map(\.serving) + remotes.map(\.serving) + toolServers.map(\.serving)).sorted { $0.name < $1.name }
    }
}
