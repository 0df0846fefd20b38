import Spec

extension ServerDecision {
    /// Decides about a server whose tools each are the run of a container: it has none that stays, and only needs its
    /// images.
    init(
        running server: ToolServer,
        at address: ServerAddress,
        images: [ImageReference: ObservedImage],
        _ inventory: Inventory
    ) {
        let isClaimed = server.tools.contains { images[$0.image].map(ContainerLabels.areClaimed) ?? false }
        let distrust = server.tools.lazy.compactMap { server.serving.locked?.distrust(of: $0.image, images[$0.image]) }
        let refusal = isClaimed ? Reason.imageClaimsOwnership : distrust.first
        let isRefused = refusal != nil
        let missing = isRefused ? [] : server.tools.filter { images[$0.image] == nil }
        let former = isRefused ? [] : inventory.containers(at: address)
        var steps = Set(missing.map(\.image)).sorted { $0.text < $1.text }.map { image in
            Step(kind: .pullImage(image), dependencies: [])
        }
        let pulls = Array(steps.indices)
        for owned in former { steps.retire(owned.container, after: pulls) }
        let action: Change.Action =
            switch (isRefused, missing.isEmpty, former.isEmpty) {
            case (true, _, _): .refuse
            case (false, _, false): .replace
            case (false, false, true): .create
            case (false, true, true): .keep
            }
        var reasons = refusal.map { [$0] } ?? []
        if !missing.isEmpty { reasons.append(.imageNotPresent) }
        if !former.isEmpty { reasons.append(.notDeclared) }
        let change = Change(
            address: address,
            action: action,
            reasons: reasons,
            attributes: missing.map(AttributeChange.init(imageOf:)).sorted { $0.path < $1.path },
            declaredAt: server.declaredAt
        )
        self.init(change: change, steps: steps)
    }
}

extension AttributeChange {
    /// The image of a tool, which must be pulled.
    fileprivate init(imageOf tool: ContainerTool) {
        self.init(
            path: AttributePath("tools.\(tool.name).image"),
            old: nil,
            new: "\(tool.image) (\(ContainerDefinition.unknownContent))",
            isUnknown: true,
            location: tool.imageLocation
        )
    }
}
