extension ServerResolver {
    /// The server's own word, then an entry that forbids the network, then the defaults.
    mutating func network(of entry: ServerEntry?) -> NetworkPolicy {
        let forbidden = entry?.isNetworkDisabled.flatMap { disabled in
            disabled.value ? Located(NetworkDeclaration.policy(.none), at: disabled.location) : nil
        }
        guard let said = declaration.network ?? forbidden ?? defaults.lazy.compactMap(\.network).first else {
            return .none
        }
        places[AttributePath("network")] = said.location
        switch said.value {
        case .policy(let policy): return policy
        case .hosts:
            diagnostics.append(.unsupportedHosts(at: said.location))
            return .none
        }
    }

    /// Such a server keeps its clients' sessions apart itself, and has one network: copies of it would share that.
    mutating func http(of entry: ServerEntry?) -> HTTPEndpoint? {
        guard let said = declaration.http ?? entry?.http else { return nil }
        places[AttributePath("http")] = said.location
        if let isolation = declaration.isolation, isolation.value != .shared {
            diagnostics.append(
                Diagnostic(
                    .inapplicableKey,
                    "a server that speaks HTTP cannot have 'isolation: \(isolation.value.rawValue)'",
                    at: isolation.location,
                    suggestion: "remove it, or have the server speak on its standard streams"
                )
            )
        }
        return said.value.endpoint
    }

    var resources: ResourceLimits {
        mutating get {
            let said = ([declaration.resources] + defaults.map(\.resources)).compactMap { $0 }
            let cpus = said.lazy.compactMap(\.cpus).first
            let memory = said.lazy.compactMap(\.memory).first
            let pids = said.lazy.compactMap(\.pids).first
            places[AttributePath("resources.cpus")] = cpus?.location
            places[AttributePath("resources.memory")] = memory?.location
            places[AttributePath("resources.pids")] = pids?.location
            if let memory, memory.value.bytes < Self.leastMemory {
                let message = "\(memory.value) of memory is less than a container engine grants, which is 6MiB"
                let help = "write a unit, such as 512Mi"
                diagnostics.append(Diagnostic(.badValue, message, at: memory.location, suggestion: help))
            }
            let standard = ResourceLimits()
            return ResourceLimits(
                nanoCPUs: cpus.map { Int64(($0.value * 1e9).rounded()) } ?? standard.nanoCPUs,
                memory: memory?.value,
                pids: pids?.value ?? standard.pids
            )
        }
    }

    /// The engine's own lower bound.
    private static var leastMemory: Int64 { 6 << 20 }

    var removal: RemovalPolicy {
        RemovalPolicy(
            isProtected: declaration.isProtected?.value ?? false,
            outcome: declaration.onRemove?.value ?? .remove
        )
    }

    mutating func extraHosts(of entry: ServerEntry?) -> [String] {
        guard let hosts = entry?.extraHosts else { return [] }
        places[AttributePath("extraHosts")] = hosts.location
        for host in hosts.value where host.wholeMatch(of: /[A-Za-z0-9.\-_]+:(?:host-gateway|[0-9a-fA-F.:\[\]]+)/) == nil
        {
            let message = "'\(host)' is no entry of a hosts file"
            diagnostics.append(Diagnostic(.badValue, message, at: hosts.location, suggestion: "write host:ip"))
        }
        return hosts.value
    }
}
