package import Spec

/// What a gateway that runs says of the profile that it serves.
package struct ServingReport: Hashable, Sendable {
    package struct Server: Hashable, Sendable {
        /// The gateway's word for how it is.
        package enum State: String, Hashable, Sendable, CaseIterable {
            case starting, serving, restarting, down, quarantined
        }

        package var state: State
        /// Why it is down, to follow its name; not escaped.
        package var reason: String?
        /// How many tools of it clients may see.
        package var tools: Int
        /// In what it is not as it was locked, not escaped; nil if it is, or was not.
        package var finding: String?
        /// What its container was made for; nil for one that has none, or does not run yet.
        package var spec: SpecHash?
        /// The fingerprint of the rules by which it is served, see ``ServingPolicy/fingerprint``.
        package var route: String?

        package init(
            state: State,
            reason: String? = nil,
            tools: Int = 0,
            finding: String? = nil,
            spec: SpecHash? = nil,
            route: String? = nil
        ) {
            (self.state, self.reason, self.tools) = (state, reason, tools)
            (self.finding, self.spec, self.route) = (finding, spec, route)
        }
    }

    package var servers: [ServerName: Server]
    /// The fingerprint of the gateway's own settings, see ``GatewaySettings/fingerprint``.
    package var settings: String?

    package init(servers: [ServerName: Server], settings: String? = nil) {
        (self.servers, self.settings) = (servers, settings)
    }
}

extension ServingPolicy {
    /// A short hash of everything by which a gateway serves the server: equal rules have equal ones.
    package var fingerprint: String {
        var members = attributes.map(\.fingerprinted)
        members.append(.array([.string("hidden"), .bool(isHidden)]))
        members.append(.array([.string("protocol"), .string(protocolChoice.rawValue)]))
        if let locked { members.append(.array([.string("locked"), .string(locked.setHash.text)])) }
        return Fingerprint.text(of: members, in: "serving")
    }
}

extension GatewaySettings {
    /// A short hash of everything that a profile says of its gateway.
    package var fingerprint: String { Fingerprint.text(of: attributes.map(\.fingerprinted), in: "gateway") }
}

/// Hashes that tell only whether two things are the same.
private enum Fingerprint {
    private static let length = 16

    static func text(of members: [CanonicalJSON], in domain: String) -> String {
        let digest = HexDigest(of: "mcp-reconcile \(domain) v1\n" + CanonicalJSON.array(members).text)
        return String(digest.text.prefix(length))
    }
}

extension ContainerAttribute {
    fileprivate var fingerprinted: CanonicalJSON { .array([.string(path.text), .string(value)]) }
}
