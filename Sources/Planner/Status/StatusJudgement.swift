import Spec

/// Says what holds of an owner's servers together.
struct StatusJudgement {
    /// How many servers a sentence names.
    private static let longestList = 5

    let plan: Plan
    let servers: [ServerStatus]
    let hasLock: Bool
    /// Whether any gateway could be asked.
    let isAsked: Bool
    let otherSettings: [ProfileName]
    let suspended: FleetStatus.Suspended?
    /// What loops have given up, in one line; nil if nothing.
    let quarantined: String?

    func conditions(_ source: Condition) -> [Condition] {
        [source, planned, applied, healthy, inSync, toolsPinned, suspension]
    }

    private var planned: Condition {
        let refused = servers.filter { $0.refusal != nil }
        if let first = refused.first, let why = first.refusal {
            let rest = refused.count > 1 ? "; and \(refused.count - 1) more" : ""
            return Condition(.planned, .no, "Refused", "\(first.address): \(why)\(rest)")
        }
        let consents = plan.consents.map { "--allow \($0.name)" }
        if !consents.isEmpty {
            let message = "apply needs \(consents.joined(separator: " "))"
            return Condition(.planned, .yes, "ConsentNeeded", message)
        }
        return Condition(.planned, .yes, plan.hasChanges ? "ChangesPlanned" : "NothingToDo", plan.summarySentence)
    }

    private var applied: Condition {
        let pending = servers.filter { server in
            switch server.word {
            case .missing, .outOfDate, .notDeclared, .refused: true
            case .drifted, .stopped: server.drift(.source)?.verdict == .yes || server.drift(.image)?.verdict == .yes
            case .inSync, .leftBehind, .remote: false
            }
        }
        if let quarantined {
            return Condition(.applied, .no, "Quarantined", quarantined)
        }
        guard !pending.isEmpty else {
            return Condition(.applied, .yes, "AsDeclared", "every server is what the manifests ask for")
        }
        return Condition(.applied, .no, "ChangesPending", "not applied: \(Self.list(pending))")
    }

    private var healthy: Condition {
        let declared = servers.filter { ![.notDeclared, .leftBehind].contains($0.word) }
        let bad = declared.filter { server in
            switch server.served?.state {
            case .down, .quarantined: return true
            case .starting, .serving, .restarting, nil: break
            }
            return server.container.map { $0.state != .running } ?? [.missing, .refused].contains(server.word)
        }
        if let first = bad.first {
            let why = first.served?.reason.map { ": it " + UntrustedText.escaping($0) } ?? ""
            return Condition(.healthy, .no, "ServersDown", "not serving: \(Self.list(bad))\(why)")
        }
        let unsure = declared.filter { $0.served?.state != .serving && $0.container == nil }
        if !unsure.isEmpty {
            let message = "only a gateway can tell of: \(Self.list(unsure))"
            return Condition(.healthy, .unknown, isAsked ? "NotServing" : "NoGateway", message)
        }
        return isAsked
            ? Condition(.healthy, .yes, "Serving", "the gateway serves what it was asked about")
            : Condition(.healthy, .yes, "Running", "every container runs; no gateway says whether they answer")
    }

    private var inSync: Condition {
        let off = servers.filter { server in
            switch server.word {
            case .inSync, .leftBehind, .remote: !server.drifted.isEmpty
            case .missing, .outOfDate, .drifted, .notDeclared, .stopped, .refused: true
            }
        }
        if !off.isEmpty { return Condition(.inSync, .no, "OutOfSync", Self.list(off)) }
        if !otherSettings.isEmpty {
            let names = otherSettings.map(\.text).joined(separator: ", ")
            let message = "gateways with other settings than the manifests say: \(names)"
            return Condition(.inSync, .no, "SettingsDiffer", message)
        }
        let rest = isAsked ? "" : "; tools and routes only a gateway can tell of"
        return Condition(.inSync, .yes, "AsDeclared", "the engine has what the manifests ask for\(rest)")
    }

    private var toolsPinned: Condition {
        guard hasLock else { return Condition(.toolsPinned, .no, "NoLock", "there is no mcp-reconcile.lock") }
        let differing = servers.filter { $0.drift(.tools)?.verdict == .yes }
        if !differing.isEmpty {
            return Condition(.toolsPinned, .no, "ToolsDiffer", "not as locked: \(Self.list(differing))")
        }
        let unlocked = servers.filter { $0.isLocked == false }
        if !unlocked.isEmpty { return Condition(.toolsPinned, .no, "NotLocked", "not locked: \(Self.list(unlocked))") }
        let unseen = servers.contains { $0.isLocked == true && $0.drift(.tools)?.verdict == .unknown }
        return unseen
            ? Condition(.toolsPinned, .yes, "Locked", "every server is locked; what they list now was not asked")
            : Condition(.toolsPinned, .yes, "AsLocked", "every server lists what was locked")
    }

    private var suspension: Condition {
        guard let suspended else { return Condition(.suspended, .no, "Following", "nothing is suspended") }
        return Condition(.suspended, .yes, "Suspended", suspended.explanation)
    }

    private static func list(_ servers: [ServerStatus]) -> String {
        let names = servers.prefix(longestList).map(\.address.description).joined(separator: ", ")
        return servers.count > longestList ? "\(names) and \(servers.count - longestList) more" : names
    }
}
