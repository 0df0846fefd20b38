import Applier
import Planner
import Spec

/// How each server stands, in words.
struct StatusReport {
    private let plan: Plan
    private let suspension: Suspension?
    private let containers: [ServerAddress: [ObservedContainer]]

    init(plan: Plan, observed: ObservedState, suspension: Suspension?) {
        self.plan = plan
        self.suspension = suspension
        containers = observed.containers.reduce(into: [:]) { containers, container in
            guard let identity = ContainerIdentity(of: container), identity.owner == plan.owner else { return }
            containers[identity.address, default: []].append(container)
        }
    }

    var isInSync: Bool { plan.isNoOp && plan.refusals.isEmpty }

    var text: String {
        var columns = ColumnWriter(header: ["SERVER", "STATUS", "CONTAINER", "STATE"])
        for change in plan.changes {
            let container = container(of: change.address)
            columns.add([
                change.address.description,
                change.action.condition,
                container?.name ?? "-",
                container?.state.rawValue ?? "-",
            ])
        }
        guard let suspension else { return columns.text }
        return columns.text + "\nSuspended \(suspension.explanation)\n"
    }

    var document: Document {
        Document(
            revision: plan.revision?.description,
            isInSync: isInSync,
            suspended: suspension.map { suspension in
                Document.Suspended(
                    since: UTCTime(secondsSince1970: suspension.since).text,
                    until: suspension.until.map { UTCTime(secondsSince1970: $0).text },
                    reason: suspension.reason
                )
            },
            servers: plan.changes.map { change in
                let container = container(of: change.address)
                return Document.Server(
                    address: change.address.description,
                    status: change.action.condition,
                    container: container?.name,
                    id: container?.id.text,
                    state: container?.state.rawValue
                )
            }
        )
    }

    struct Document: Encodable {
        struct Server: Encodable {
            let address: String
            let status: String
            let container: String?
            let id: String?
            let state: String?
        }

        struct Suspended: Encodable {
            let since: String
            let until: String?
            let reason: String?
        }

        let revision: String?
        let isInSync: Bool
        let suspended: Suspended?
        let servers: [Server]

        enum CodingKeys: String, CodingKey {
            case revision, suspended, servers
            case isInSync = "in_sync"
        }
    }

    /// The one that serves, else any.
    private func container(of address: ServerAddress) -> ObservedContainer? {
        let candidates = (containers[address] ?? []).sorted { $0.name < $1.name }
        return candidates.first { $0.state == .running } ?? candidates.first
    }
}

extension Change.Action {
    fileprivate var condition: String {
        switch self {
        case .keep, .update: "in sync"
        case .create: "missing"
        case .replace: "out of date"
        case .remove: "not declared"
        case .start: "stopped"
        case .refuse: "refused"
        }
    }
}
