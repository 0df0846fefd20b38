import Spec

extension Situation {
    /// Why none of the containers that exist can be kept.
    var reasonToCreate: Reason {
        guard let previous else { return .notPresent }
        switch standing(of: previous) {
        case .outdated: return .specChanged(changedGroups(since: previous))
        case .drifted(let paths): return .drifted(paths)
        case .stuck, .startable, .ungated, .serving: return .notRunning(previous.container.state)
        }
    }

    /// Old and new values, as far as they are known.
    var attributeChanges: [AttributeChange] {
        let locations = server.attributeLocations
        guard let previous else { return definition.differences(from: usualDefinition, locations: locations) }
        let changes = previous.container.definition.changes(to: definition, locations: locations)
        guard image == nil else { return changes }
        return changes.filter { $0.new != nil || !mayComeFromImage($0.path) }
    }

    func order(for identity: ContainerIdentity) -> CreationOrder {
        let labels = ContainerLabels.make(
            for: identity,
            definition: definition,
            revision: revision,
            tools: documentedTools.map(ToolRecord.init)
        )
        return CreationOrder(identity: identity, definition: definition, labels: labels)
    }

    /// What becomes of the tools when another container takes over: the old one's label tells what it had.
    var toolOutlook: ToolOutlook {
        guard let documentedTools else { return .undocumented }
        if previous != nil, toolsBefore == documentedTools {
            return .difference(ToolDifference(unchanged: documentedTools))
        }
        let tools = documentedTools.map(ListedTool.init)
        guard let previous else { return .difference(ToolDifference(from: [], to: tools)) }
        guard let old = toolsBefore?.map(ListedTool.init) ?? previous.container.toolRecord?.tools else {
            return .unrecorded(total: tools.count, tokens: tools.reduce(0) { $0 + $1.tokens })
        }
        return .difference(ToolDifference(from: old, to: tools))
    }

    /// The labels tell what was applied, whatever was done to the container since.
    private func changedGroups(since previous: Inventory.Owned) -> [AttributeGroup] {
        // What stands for an engine was changed by nobody, so that it tells itself what was applied.
        if isComparison { return definition.changedGroups(since: previous.container.definition) }
        let hashes = definition.groupHashes
        return AttributeGroup.allCases.filter { group in
            previous.container.labels[ContainerLabels.spec(group)] != hashes[group]
        }
    }

    /// What the container would be if the manifest said nothing but its image.
    private var usualDefinition: ContainerDefinition {
        let bare = ServerSpec(name: server.name, declaredAt: server.declaredAt, image: server.image)
        return ContainerDefinition(server: bare, image: image)
    }

    /// True if the manifest leaves an attribute to the image.
    private func mayComeFromImage(_ path: AttributePath) -> Bool {
        path.text == "command" || path.text == "user" || path.text.hasPrefix("env.")
    }
}
