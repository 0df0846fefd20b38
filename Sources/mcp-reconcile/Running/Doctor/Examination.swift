import Applier
import ContainerEngine
import GatewayRuntime
import GitRemotes
import Planner
import Spec

/// Looks at everything that an apply and a gateway depend on, and changes nothing.
struct Examination {
    let source: SourceOptions
    let engine: EngineOptions
    let port: Int

    /// What was found, in the order in which a reader wants to know it.
    func findings() async -> [Finding] {
        let manifests = await ManifestExamination(source: source).look()
        let engine = await EngineExamination(engine: engine).look(for: manifests.desired)
        var findings = engine.findings + directories + manifests.findings
        guard let desired = manifests.desired else {
            let none = ["lock", "servers", "leftovers", "following"].map {
                Finding($0, .skipped, "nothing is known of the manifests")
            }
            return findings + none + [PortExamination(port: port).finding(servedBy: [:])]
        }
        findings += LockCheckup(desired).findings
        var status: FleetStatus?
        if engine.isReached {
            do {
                let read = try await StatusReading(source: source, engine: self.engine).read(desired)
                findings += Self.servers(read)
                status = read
            } catch {
                findings.append(Finding("servers", .problem, UntrustedText.escaping("\(error)")))
            }
        } else {
            findings.append(Finding("servers", .skipped, "no engine was asked"))
        }
        findings += leftovers(engine, of: desired, status)
        findings += following(desired, status)
        findings.append(PortExamination(port: port).finding(servedBy: holders(of: desired)))
        return findings
    }

    /// The processes that serve profiles on this host, and let others join.
    private func holders(of desired: DesiredState) -> [ProfileName: Int32] {
        let holders = desired.profiles.compactMap { profile -> (ProfileName, Int32)? in
            // Without an engine to serve from, nobody serves.
            let place = try? GatewayPlace(of: profile.name, desired.owner, source, engine)
            return (place?.holder).map { (profile.name, $0) }
        }
        return Dictionary(holders) { first, _ in first }
    }

    private var directories: [Finding] {
        [
            DirectoryCheckup("state", UserDirectory.state).finding,
            DirectoryCheckup("cache", UserDirectory.cache).finding,
            DirectoryCheckup("runtime", ApplyLock.ofThisUser.directory, holdsSockets: true).finding,
        ]
    }

    private static func servers(_ status: FleetStatus) -> [Finding] {
        var findings: [Finding] = []
        let source = status.condition(.sourceVerified)
        if source.verdict == .no {
            let help = "see docs/following.md: only commits that somebody vouches for"
            findings.append(Finding("trust", .problem, source.message, help: help))
        }
        let planned = status.condition(.planned)
        if planned.verdict == .no {
            findings.append(Finding("servers", .problem, planned.message, help: "'mcp-reconcile plan' says more"))
        }
        let healthy = status.condition(.healthy)
        if healthy.verdict == .no, status.condition(.applied).verdict == .yes || !status.gateways.isEmpty {
            let help = "'mcp-reconcile status' and 'mcp-reconcile logs SERVER' say more"
            findings.append(Finding("servers", .problem, healthy.message, help: help))
        } else if !status.isInSync {
            let message = "not in sync: \(status.condition(.inSync).message)"
            findings.append(Finding("servers", .warning, message, help: "'mcp-reconcile status' says more"))
        }
        guard findings.isEmpty else { return findings }
        let count = status.servers.count
        return [Finding("servers", .ok, "\(count) \(count == 1 ? "is" : "are") as the manifests ask")]
    }

    private func leftovers(
        _ engine: EngineExamination.Look,
        of desired: DesiredState,
        _ status: FleetStatus?
    ) -> [Finding] {
        guard engine.isReached else { return [Finding("leftovers", .skipped, "no engine was asked")] }
        let undeclared = status?.servers.filter { $0.word == .notDeclared }.map(\.address) ?? []
        return Leftovers(among: engine.containers, engine.networks, of: desired.owner, undeclared: undeclared).findings
    }

    /// Whether a loop would follow the manifests, and holds back servers.
    private func following(_ desired: DesiredState, _ status: FleetStatus?) -> [Finding] {
        var findings: [Finding] = []
        if let suspension = SuspensionFile.ofThisUser(desired.owner).current(at: UTCTime.seconds) {
            let message = "suspended \(suspension.explanation)"
            findings.append(Finding("following", .warning, message, help: "'mcp-reconcile resume' ends it"))
        }
        let withheld = status?.servers.filter { $0.served?.state == .quarantined } ?? []
        if !withheld.isEmpty {
            let names = withheld.map(\.address.description).joined(separator: ", ")
            let help = "read 'mcp-reconcile status'; 'mcp-reconcile lock --update SERVER' takes what has changed"
            findings.append(Finding("following", .warning, "quarantined, not as locked: \(names)", help: help))
        }
        if let given = status?.condition(.applied), given.reason == "Quarantined" {
            let help = "mend the manifest; or 'mcp-reconcile resume' lets it be tried again"
            findings.append(Finding("following", .warning, given.message, help: help))
        }
        return findings.isEmpty ? [Finding("following", .ok, "nothing is suspended or quarantined")] : findings
    }
}
