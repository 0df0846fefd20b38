package import Spec

/// An agreement that a plan needs beyond the one to carry it out.
package struct Consent: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Remove this many servers at once.
        case prune(Int)
        /// Let the container of this server end, which is protected.
        case unprotect(ServerAddress)
        /// Let models call tools that an image or a policy brings to a server that was there before.
        case widenTools
        /// Apply a commit that does not build on what was applied before.
        case rewind
    }

    package var kind: Kind
    /// The servers that it is about, sorted.
    package var addresses: [ServerAddress]
    /// What it is about, in words; names of tools in it are not escaped.
    package var detail: String

    /// What `--allow` takes.
    package var name: String {
        switch kind {
        case .prune(let count): "prune=\(count)"
        case .unprotect(let address): "unprotect=\(address)"
        case .widenTools: "widen-tools"
        case .rewind: "rewind"
        }
    }
}

/// How many servers a plan may remove without asking: three, or 30 % of those that the owner has if that is more.
package struct PruneBudget: Hashable, Sendable {
    package static let fewest = 3
    package static let percent = 30

    package let limit: Int

    package init(owned: Int) {
        limit = max(Self.fewest, owned * Self.percent / 100)
    }
}

extension Plan {
    /// Every consent that the plan needs, in a fixed order.
    package var consents: [Consent] {
        [pruneConsent].compactMap { $0 } + protectedConsents + [widenConsent, rewindConsent].compactMap { $0 }
    }

    private var protectedConsents: [Consent] {
        changes.filter { $0.action == .remove && $0.endsProtected }.map { change in
            Consent(kind: .unprotect(change.address), addresses: [change.address], detail: "ends a protected server")
        }
    }

    private var pruneConsent: Consent? {
        let removed = changes.filter { $0.action == .remove }.map(\.address)
        guard removed.count > PruneBudget(owned: owned).limit else { return nil }
        return Consent(
            kind: .prune(removed.count),
            addresses: removed,
            detail: "removes \(removed.count) of \(owned) servers"
        )
    }

    private var rewindConsent: Consent? {
        guard !rewindsFrom.isEmpty else { return nil }
        return Consent(
            kind: .rewind,
            addresses: [],
            detail: "does not build on " + rewindsFrom.map(\.short).joined(separator: ", ")
        )
    }

    private var widenConsent: Consent? {
        let widened = changes.filter(\.widensTools)
        guard !widened.isEmpty else { return nil }
        let tools = widened.flatMap { change in
            (change.tools?.difference?.added ?? []).map { "\($0) on \(change.address)" }
        }
        return Consent(
            kind: .widenTools,
            addresses: widened.map(\.address),
            detail: "+" + tools.joined(separator: ", +")
        )
    }
}

extension Change {
    /// True if clients will see more tools of a server that was there before.
    ///
    /// A server that is new in the manifests was asked for by name; tools that come with another image were not.
    package var widensTools: Bool {
        switch action {
        case .replace, .update: tools?.difference.map { !$0.added.isEmpty } ?? false
        case .create, .remove, .keep, .start, .refuse: false
        }
    }
}
