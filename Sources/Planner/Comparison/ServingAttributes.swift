import Spec

extension ServingPolicy {
    /// How the gateway serves a server, as plans show it; what is as it is by itself is left out.
    var attributes: [ContainerAttribute] {
        let usual = ServingPolicy(name: name)
        var attributes: [ContainerAttribute] = []
        if isolation != usual.isolation { attributes.append(ContainerAttribute("isolation", isolation.rawValue)) }
        if warm != usual.warm { attributes.append(ContainerAttribute("warm", String(warm))) }
        if lockPolicy != usual.lockPolicy { attributes.append(ContainerAttribute("lock", lockPolicy.rawValue)) }
        if let prefix { attributes.append(ContainerAttribute("prefix", prefix)) }
        attributes += tools.attributes
        attributes += [
            ("call", timeouts.call, usual.timeouts.call), ("idle", timeouts.idle, usual.timeouts.idle),
            ("start", timeouts.start, usual.timeouts.start),
        ]
        .filter { $0.1 != $0.2 }.map { ContainerAttribute("timeouts.\($0.0)", "\($0.1)") }
        return attributes
    }
}

extension ToolPolicy {
    fileprivate var attributes: [ContainerAttribute] {
        var attributes: [ContainerAttribute] = []
        if let allow { attributes.append(ContainerAttribute("tools.allow", Self.list(allow))) }
        if !deny.isEmpty { attributes.append(ContainerAttribute("tools.deny", Self.list(deny))) }
        if isReadOnly { attributes.append(ContainerAttribute("tools.readOnly", "true")) }
        attributes += rename.map { ContainerAttribute("tools.rename.\($0.key)", $0.value) }
        attributes += descriptions.map { ContainerAttribute("tools.describe.\($0.key)", $0.value) }
        return attributes
    }

    private static func list(_ texts: [String]) -> String { CanonicalJSON.strings(texts).text }
}

extension RemoteServer {
    var attributes: [ContainerAttribute] {
        let own = [
            ContainerAttribute("url", url),
            ContainerAttribute("transport", transport.rawValue),
            ContainerAttribute("allowPrivateAddresses", String(allowsPrivateAddresses)),
        ]
        return own + headers.map { ContainerAttribute("headers.\($0.name)", $0.value) } + serving.attributes
    }
}

extension GatewaySettings {
    var attributes: [ContainerAttribute] {
        var attributes = [
            ContainerAttribute("gateway.naming", naming.rawValue),
            ContainerAttribute("gateway.secretScan", secretScan.rawValue),
            ContainerAttribute("gateway.validateArguments", String(validatesArguments)),
            ContainerAttribute("gateway.limits.callsPerMinute", Self.limit(limits.callsPerMinute)),
            ContainerAttribute("gateway.limits.concurrentCalls", Self.limit(limits.concurrentCalls)),
        ]
        if !allowedSecrets.isEmpty {
            attributes.append(ContainerAttribute("gateway.allowedSecrets", CanonicalJSON.strings(allowedSecrets).text))
        }
        return attributes
            + interceptors.enumerated().map { index, interceptor in
                ContainerAttribute("interceptors.\(index + 1)", interceptor.summary, shown: interceptor.shown)
            }
    }

    private static func limit(_ number: Int?) -> String { number.map(String.init) ?? "none" }
}

extension InterceptorSpec {
    /// What is compared: everything.
    fileprivate var summary: String { "\(self)" }

    /// What is shown: commands and addresses may hold credentials.
    fileprivate var shown: String {
        let place = servers == ["*"] && targets == ["*"] ? "" : " for \((servers + targets).joined(separator: ","))"
        let digest = HexDigest(of: "mcp-reconcile interceptor v1\n" + summary).text.prefix(8)
        return "\(phase.rawValue):\(action.kind)\(place), if it fails \(onFailure.rawValue) (\(digest))"
    }
}

/// Compares two lists of attributes.
enum AttributeComparison {
    /// Returns one change for each path at which the two are not the same, sorted by path.
    static func changes(from old: [ContainerAttribute], to new: [ContainerAttribute]) -> [AttributeChange] {
        let (old, new) = (byPath(old), byPath(new))
        return Set(old.keys).union(new.keys).sorted().compactMap { path in
            guard old[path]?.value != new[path]?.value else { return nil }
            return AttributeChange(path: path, old: old[path]?.shown, new: new[path]?.shown)
        }
    }

    private static func byPath(_ attributes: [ContainerAttribute]) -> [AttributePath: ContainerAttribute] {
        Dictionary(attributes.map { ($0.path, $0) }) { $0.joined(with: $1) }
    }
}
