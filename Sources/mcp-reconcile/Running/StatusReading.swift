import Applier
import ContainerEngine
import GatewayRuntime
import GitRemotes
import Planner
import Spec

/// Finds out how everything stands that the manifests name: from the engine, from gateways on this host, and from git.
struct StatusReading {
    /// How long gateways may take together; most hosts have one.
    private static let patience: Duration = .seconds(5)

    let source: SourceOptions
    let engine: EngineOptions

    /// Changes nothing anywhere.
    ///
    /// - Throws: `EngineError` or `ApplyError` if the engine cannot be asked.
    func read(_ desired: DesiredState) async throws -> FleetStatus {
        var (plan, observed) = try await engine.withClient { client in
            let observed = try await EngineObserver(engine: client).observe(desired)
            return (Plan(from: observed, to: desired), observed)
        }
        let verified = await verify(desired, &plan)
        let file = SuspensionFile.ofThisUser(desired.owner)
        let quarantined = file.quarantines.current.map { ($0.address, $0.reason) }
        return FleetStatus(
            plan,
            observed,
            desired.documented(by: observed.images),
            gateways: try await reports(of: desired),
            source: verified,
            suspended: file.current(at: UTCTime.seconds).map(FleetStatus.Suspended.init),
            quarantined: Dictionary(uniqueKeysWithValues: quarantined)
        )
    }

    private func reports(of desired: DesiredState) async throws -> [ProfileName: ServingReport] {
        let deadline = ContinuousClock.now + Self.patience
        var reports: [ProfileName: ServingReport] = [:]
        for profile in desired.profiles where ContinuousClock.now < deadline {
            reports[profile.name] = await (try GatewayPlace(of: profile.name, desired.owner, source, engine)).report()
        }
        return reports
    }

    /// Whether somebody vouches for the commit, and whether the plan goes back behind what was applied.
    private func verify(_ desired: DesiredState, _ plan: inout Plan) async -> Condition {
        guard let revision = desired.revision else {
            return Condition(.sourceVerified, .unknown, "NotFromGit", "the manifests are files, which nobody signs")
        }
        do {
            guard let gate = try source.gate(for: source.tree) else {
                return Condition(.sourceVerified, .unknown, "NotFromGit", "the manifests are files, which nobody signs")
            }
            plan.rewindsFrom = try await gate.rewinds(of: revision, after: plan.applied)
            guard let signer = try await gate.verify(revision, after: plan.applied) else {
                let message = "nothing says who may sign commits: see 'trust' in docs/following.md"
                return Condition(.sourceVerified, .unknown, "NoTrustPolicy", message)
            }
            let message = UntrustedText.escaping("\(signer) vouches for it")
            return Condition(.sourceVerified, .yes, "Signed", message)
        } catch let refusal as CommitRefusal {
            return Condition(.sourceVerified, .no, "Refused", refusal.description)
        } catch {
            return Condition(.sourceVerified, .unknown, "NotReadable", UntrustedText.escaping("\(error)"))
        }
    }
}

extension FleetStatus.Suspended {
    fileprivate init(_ suspension: Suspension) {
        self.init(
            since: UTCTime(secondsSince1970: suspension.since).text,
            until: suspension.until.map { UTCTime(secondsSince1970: $0).text },
            reason: suspension.reason,
            explanation: suspension.explanation
        )
    }
}
