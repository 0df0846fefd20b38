import Spec

/// What limits and isolation were by default when version 1 of the hash was frozen.
///
/// Whoever relies on a default must see its change, so these are not taken from today's `ResourceLimits()` and
/// `Hardening.standard`.
private enum FrozenDefault {
    static let nanoCPUs: Int64 = 1_000_000_000
    static let memory: Int64 = 2_147_483_648
    static let pids: Int64 = 256
    static let hardening = Hardening(
        droppedCapabilities: ["ALL"],
        addedCapabilities: [],
        isPrivileged: false,
        hasReadOnlyRoot: true,
        forbidsNewPrivileges: true,
        runsInit: true,
        temporaryFilesystems: ["/tmp": "rw,noexec,nosuid,nodev,size=64m"],
        forbidsSwap: true
    )
}

extension ContainerDefinition {
    /// The members of the hashed object that one group contributes; nil stands for one that has its default.
    func canonicalMembers(of group: AttributeGroup) -> [(String, CanonicalJSON?)] {
        switch group {
        case .image: [("image", imageID.map { .string($0.text) })]
        case .command: [("command", Self.list(command)), ("user", user.isEmpty ? nil : .string(user))]
        case .environment: [("env", environment.isEmpty ? nil : canonicalEnvironment)]
        case .mounts: [("mounts", mounts.isEmpty ? nil : .array(mounts.map(\.canonical)))]
        case .network:
            [
                ("network", network.canonical), ("extraHosts", Self.list(extraHosts)),
                ("http", http.map { .string($0.description) }),
            ]
        case .limits: [("resources", resources.canonical)]
        case .hardening: [("hardening", hardening == FrozenDefault.hardening ? nil : hardening.canonical)]
        case .removal:
            [
                ("protect", removal.isProtected ? .bool(true) : nil),
                ("onRemove", removal.outcome == .remove ? nil : .string(removal.outcome.rawValue)),
            ]
        }
    }

    private var canonicalEnvironment: CanonicalJSON {
        .eliding(environment.map { ($0.name, .string($0.value)) })
    }

    private static func list(_ texts: [String]) -> CanonicalJSON? {
        texts.isEmpty ? nil : .array(texts.map(CanonicalJSON.string))
    }
}

extension Mount {
    fileprivate var canonical: CanonicalJSON {
        let origin: (String, CanonicalJSON?) =
            switch source {
            case .bind(let path): ("bind", .string(path))
            case .volume(let name): ("volume", .string(name))
            }
        return .eliding([origin, ("target", .string(target)), ("readOnly", isReadOnly ? nil : .bool(false))])
    }
}

extension NetworkPolicy {
    fileprivate var canonical: CanonicalJSON? {
        switch self {
        case .none: nil
        case .bridge: .string("bridge")
        }
    }
}

extension ResourceLimits {
    fileprivate var canonical: CanonicalJSON? {
        let isUsual =
            nanoCPUs == FrozenDefault.nanoCPUs && memory.bytes == FrozenDefault.memory && pids == FrozenDefault.pids
        return isUsual
            ? nil
            : .eliding([
                ("nanoCPUs", .integer(nanoCPUs)), ("memory", .integer(memory.bytes)), ("pids", .integer(pids)),
            ])
    }
}

extension Hardening {
    fileprivate var canonical: CanonicalJSON {
        .eliding([
            ("dropped", .array(droppedCapabilities.map(CanonicalJSON.string))),
            ("added", .array(addedCapabilities.map(CanonicalJSON.string))),
            ("privileged", .bool(isPrivileged)),
            ("readOnlyRoot", .bool(hasReadOnlyRoot)),
            ("noNewPrivileges", .bool(forbidsNewPrivileges)),
            ("init", .bool(runsInit)),
            ("tmpfs", .eliding(temporaryFilesystems.map { ($0.key, .string($0.value)) })),
            ("noSwap", .bool(forbidsSwap)),
        ])
    }
}
