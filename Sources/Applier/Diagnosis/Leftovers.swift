package import ContainerEngine
import Planner
package import Spec

/// What an engine has that no manifest accounts for.
package struct Leftovers: Hashable, Sendable {
    /// Servers of the owner that no manifest names any more.
    package var servers: [ServerAddress] = []
    /// Containers that carry the owner's label, under a name that is not theirs: nobody touches them.
    package var renamed: [String] = []
    /// Networks of the owner whose containers are gone.
    package var networks: [String] = []
    /// Containers of other owners, and how many owners that are.
    package var foreign = 0
    package var owners = 0

    /// - Parameters:
    ///   - containers: All that the engine has.
    ///   - networks: Those that carry the owner's label.
    ///   - owner: Whose manifests these are.
    ///   - undeclared: The owner's servers that the engine has and no manifest names.
    package init(
        among containers: [ContainerSummary],
        _ networks: [NetworkInspection],
        of owner: OwnerID,
        undeclared: [ServerAddress]
    ) {
        servers = undeclared
        let names = Set(containers.flatMap(\.names))
        var others: Set<String> = []
        for container in containers {
            guard let label = container.labels[ContainerLabels.owner] else { continue }
            guard label == owner.text else {
                others.insert(label)
                foreign += 1
                continue
            }
            let prefix = ContainerIdentity.namePrefix(of: owner)
            if container.names.contains(where: { $0.hasPrefix(prefix) }) { continue }
            renamed.append(container.names.first ?? container.id.text)
        }
        owners = others.count
        renamed.sort()
        self.networks = networks.filter { network in
            guard let container = network.labels[ContainerNetwork.containerLabel] else { return false }
            return names.isDisjoint(with: [container, ContainerIdentity.candidateName(of: container)])
        }
        .map(\.name).sorted()
    }

    package var findings: [Finding] {
        var findings: [Finding] = []
        if !servers.isEmpty {
            let message = "no manifest names: \(Self.list(servers.map(\.description)))"
            findings.append(Finding("leftovers", .warning, message, help: "'mcp-reconcile apply' removes them"))
        }
        if !renamed.isEmpty {
            let message = "containers with the owner's label under names that are not theirs: \(Self.list(renamed))"
            let help = "nobody touches them: remove them by hand if nobody needs them"
            findings.append(Finding("leftovers", .warning, message, help: help))
        }
        if !networks.isEmpty {
            let message = "networks whose containers are gone: \(Self.list(networks))"
            let help = "the next 'mcp-reconcile apply' removes them"
            findings.append(Finding("leftovers", .warning, message, help: help))
        }
        guard findings.isEmpty else { return findings }
        let containers = "\(foreign) \(foreign == 1 ? "container" : "containers")"
        let others = "; \(containers) of \(owners) other \(owners == 1 ? "owner" : "owners")"
        return [Finding("leftovers", .ok, "none\(foreign == 0 ? "" : others)")]
    }

    /// How many names a sentence has.
    private static let longestList = 5

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(longestList).map { UntrustedText.escaping($0) }.joined(separator: ", ")
        return names.count > longestList ? "\(shown) and \(names.count - longestList) more" : shown
    }
}
