package import Spec

/// How everything stands that an owner has, or should have.
package struct FleetStatus: Sendable {
    /// Somebody's wish that nothing is followed, in words that can be printed.
    package struct Suspended: Hashable, Sendable {
        /// UTC times, as in ISO 8601.
        package var since: String
        package var until: String?
        /// As somebody typed it; not escaped.
        package var reason: String?
        /// One line, escaped.
        package var explanation: String

        package init(since: String, until: String?, reason: String?, explanation: String) {
            (self.since, self.until, self.reason, self.explanation) = (since, until, reason, explanation)
        }
    }

    package let owner: OwnerID
    package let revision: Revision?
    /// Sorted by address.
    package let servers: [ServerStatus]
    /// One of each kind, in a fixed order.
    package let conditions: [Condition]
    package let suspended: Suspended?
    /// The profiles whose gateways could be asked, sorted.
    package let gateways: [ProfileName]
    /// Those of them whose gateway has other settings than the manifests say.
    package let otherSettings: [ProfileName]
    let hasLock: Bool

    /// - Parameters:
    ///   - plan: From `observed` to `desired`.
    ///   - observed: What the engine has.
    ///   - desired: What the manifests ask for, with what the images document.
    ///   - gateways: What gateways that run say, by profile.
    ///   - source: Whether somebody vouches for the manifests.
    ///   - suspended: Whether they are followed at all.
    ///   - quarantined: Why loops have given up servers, by server; escaped.
    package init(
        _ plan: Plan,
        _ observed: ObservedState,
        _ desired: DesiredState,
        gateways: [ProfileName: ServingReport],
        source: Condition,
        suspended: Suspended?,
        quarantined: [ServerAddress: String] = [:]
    ) {
        let situation = StatusSituation(plan, observed, desired, gateways: gateways)
        let remotes = desired.profiles.flatMap { profile in
            profile.remotes.map { remote in
                let address = ServerAddress(profile: profile.name, server: remote.name)
                return ServerStatus(remote, at: address, situation)
            }
        }
        owner = plan.owner
        revision = plan.revision
        servers = (plan.changes.map { ServerStatus($0, situation) } + remotes).sorted { $0.address < $1.address }
        self.suspended = suspended
        self.gateways = gateways.keys.sorted()
        hasLock = desired.lockfile != nil
        otherSettings = desired.profiles.filter { profile in
            gateways[profile.name]?.settings.map { $0 != profile.gateway.fingerprint } ?? false
        }
        .map(\.name).sorted()
        conditions = StatusJudgement(
            plan: plan,
            servers: servers,
            hasLock: hasLock,
            isAsked: !gateways.isEmpty,
            otherSettings: otherSettings,
            suspended: suspended,
            quarantined: Self.line(of: quarantined)
        )
        .conditions(source)
    }

    private static func line(of quarantined: [ServerAddress: String]) -> String? {
        let rows = quarantined.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        return rows.isEmpty ? nil : "given up after it failed its gate again and again: " + rows.joined(separator: "; ")
    }

    /// True if everything is as the manifests ask, as far as is known.
    package var isInSync: Bool { condition(.inSync).verdict == .yes }

    package func condition(_ kind: Condition.Kind) -> Condition {
        guard let condition = conditions.first(where: { $0.kind == kind }) else {
            preconditionFailure("there is one condition of each kind")
        }
        return condition
    }
}
