import Planner
import Spec

/// What is wrong with a state that a run has left behind; empty if it is as desired.
struct Shortcomings {
    private(set) var list: [String] = []
    /// What the planner thinks of the state.
    let next: Plan

    /// Compares the state after a run with what was there before and with what was wanted.
    init(of after: ObservedState, since before: ObservedState, wanting desired: DesiredState) {
        if after.foreign(to: desired.owner) != before.foreign(to: desired.owner) { list.append("foreign containers") }
        next = Plan(from: after, to: desired)
        let refused = Set(next.refusals.map(\.address))
        var (now, then) = (after.owned(by: desired.owner), before.owned(by: desired.owner))
        for profile in desired.profiles {
            for server in profile.servers {
                let address = ServerAddress(profile: profile.name, server: server.name)
                let (found, left) = (now.removeValue(forKey: address), then.removeValue(forKey: address))
                if refused.contains(address) {
                    if found != left { list.append("\(address) was refused and touched") }
                } else if !Self.serves(found, server, of: profile.name, images: after.images) {
                    list.append("\(address) is not served by one right container")
                }
            }
        }
        let isInScope = { (address: ServerAddress) in
            desired.isComplete || desired.profiles.contains { $0.name == address.profile }
        }
        for (address, found) in now where isInScope(address) && !Self.mayStay(found) {
            list.append("\(address) is left behind")
        }
        if now.filter({ !isInScope($0.key) }) != then.filter({ !isInScope($0.key) }) { list.append("other profiles") }
    }

    /// What no manifest names stays only as one container whose manifest wanted that.
    private static func mayStay(_ found: Set<ObservedContainer>) -> Bool {
        guard let container = found.first, found.count == 1 else { return false }
        switch container.definition.removal.outcome {
        case .remove: return false
        case .stop: return ![.running, .paused, .restarting].contains(container.state)
        case .orphan: return true
        }
    }

    private static func serves(
        _ found: Set<ObservedContainer>?,
        _ server: ServerSpec,
        of profile: ProfileName,
        images: [ImageReference: ObservedImage]
    ) -> Bool {
        let definition = ContainerDefinition(server: server, image: images[server.image])
        guard let container = found?.first, found?.count == 1 else { return false }
        return container.state == .running && container.definition.changes(to: definition).isEmpty
            && ContainerIdentity(of: container)?.specHash == SpecHash(profile: profile, definition: definition)
    }
}
