/// The isolation that every server's container gets; `docs/isolation.md` gives the reasons.
package struct Hardening: Hashable, Sendable {
    /// Sorted capability names, `ALL` for every one.
    package var droppedCapabilities: [String]
    package var addedCapabilities: [String]
    package var isPrivileged: Bool
    package var hasReadOnlyRoot: Bool
    package var forbidsNewPrivileges: Bool
    /// True if the engine's init process is PID 1, which forwards signals and reaps children.
    package var runsInit: Bool
    /// Mount options by path of each tmpfs.
    package var temporaryFilesystems: [String: String]
    /// True if memory may not spill into swap.
    package var forbidsSwap: Bool

    package static let standard = Hardening(
        droppedCapabilities: ["ALL"],
        addedCapabilities: [],
        isPrivileged: false,
        hasReadOnlyRoot: true,
        forbidsNewPrivileges: true,
        runsInit: true,
        temporaryFilesystems: ["/tmp": "rw,noexec,nosuid,nodev,size=64m"],
        forbidsSwap: true
    )

    package init(
        droppedCapabilities: [String],
        addedCapabilities: [String],
        isPrivileged: Bool,
        hasReadOnlyRoot: Bool,
        forbidsNewPrivileges: Bool,
        runsInit: Bool,
        temporaryFilesystems: [String: String],
        forbidsSwap: Bool
    ) {
        self.droppedCapabilities = droppedCapabilities.sorted()
        self.addedCapabilities = addedCapabilities.sorted()
        self.isPrivileged = isPrivileged
        self.hasReadOnlyRoot = hasReadOnlyRoot
        self.forbidsNewPrivileges = forbidsNewPrivileges
        self.runsInit = runsInit
        self.temporaryFilesystems = temporaryFilesystems
        self.forbidsSwap = forbidsSwap
    }
}
