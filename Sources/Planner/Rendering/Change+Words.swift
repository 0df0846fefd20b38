extension Change.Action {
    var symbol: String {
        switch self {
        case .create: "+"
        case .replace: "±"
        case .remove: "-"
        case .keep: "="
        case .start, .update: "~"
        case .refuse: "!"
        }
    }

    var meaning: String {
        switch self {
        case .create: "create"
        case .replace: "replace (new before old)"
        case .remove: "remove"
        case .keep: "keep"
        case .start: "start"
        case .update: "update in place"
        case .refuse: "cannot be done"
        }
    }

    /// What the summary says after the number of servers.
    var outlook: String {
        switch self {
        case .create: "to create"
        case .replace: "to replace"
        case .remove: "to remove"
        case .keep: "unchanged"
        case .start: "to start"
        case .update: "to update"
        case .refuse: "refused"
        }
    }
}

extension Change {
    /// What happens, one thing after the other.
    var sentence: String {
        switch (strategy, action) {
        case (.route, .create): "create: the gateway adds its routes"
        case (.route, .remove): "remove: the gateway drops its routes"
        case (.leave, .refuse): "refused: nothing is done"
        case (_, _): strategy.sentence
        }
    }
}

extension Strategy {
    var sentence: String {
        switch self {
        case .leave: "nothing is done"
        case .pull: "pull the image; what else is to be done is planned after that"
        case .create: "create: start → handshake → serve"
        case .replace: "replace, no downtime: start new → handshake → cut over → drain → remove old"
        case .finish: "finish a replacement: check the right one → cut over → drain → remove the others"
        case .start: "start the container that is there → handshake → serve"
        case .remove: "remove: drain → stop → remove"
        case .stop: "remove: drain → stop; the container stays, as its manifest wanted"
        case .orphan: "remove: the container runs on, as its manifest wanted, and what is left beside it goes"
        case .route: "update in place: the gateway swaps its routes, no container restarts"
        }
    }
}

extension Plan {
    /// How many servers each action concerns, in a fixed order, without those that it concerns none of.
    var counts: [(action: Change.Action, count: Int)] {
        let counts = changes.reduce(into: [:]) { counts, change in counts[change.action, default: 0] += 1 }
        return Change.Action.allCases.compactMap { action in counts[action].map { (action, $0) } }
    }

    /// `2 to create, 1 unchanged`, or that nothing is to be done.
    var summarySentence: String {
        guard hasChanges else {
            let count = changes.count
            let servers = count == 1 ? "server is" : "servers are"
            if scope.isDriftOnly { return "no drift: \(count) \(servers) as applied." }
            return switch target {
            case .revision(let revision)?: "no change: \(count) \(servers) as in \(revision.short)."
            case .engine?, nil: "nothing to do: \(count) \(servers) as the manifests ask."
            }
        }
        let gateway = gateways.isEmpty ? [] : ["\(gateways.count) gateway\(gateways.count == 1 ? "" : "s") to update"]
        return (counts.map { "\($0.count) \($0.action.outlook)" } + gateway).joined(separator: ", ") + "."
    }
}
