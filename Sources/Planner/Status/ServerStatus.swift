package import Spec

/// How one server stands: against the manifests, on the engine, and behind its gateway.
package struct ServerStatus: Hashable, Sendable {
    /// The one word for it.
    package enum Word: String, Hashable, Sendable, CaseIterable {
        case inSync = "in sync"
        /// It has no container yet, or none that has passed its gate.
        case missing
        case outOfDate = "out of date"
        case drifted
        case notDeclared = "not declared"
        /// No manifest names it any more, and its container stays as its manifest wanted.
        case leftBehind = "left behind"
        case stopped
        case refused
        /// It runs elsewhere, and nothing is wrong with it as far as is known.
        case remote
    }

    /// The container that serves, or would.
    package struct Container: Hashable, Sendable {
        package var name: String
        package var id: String
        package var state: ObservedContainer.RunState
        /// What it was made for.
        package var spec: SpecHash
        /// The commit that it was made from, as its label says; nil if it came from no commit.
        package var revision: Revision?
    }

    package var address: ServerAddress
    package var word: Word
    package var container: Container?
    /// What its gateway says; nil if there is none that can be asked.
    package var served: ServingReport.Server?
    /// What is wanted; nil while the image's content is unknown, and where nothing is wanted.
    package var spec: SpecHash?
    /// Whether the lock holds it; nil where nothing is wanted.
    package var isLocked: Bool?
    /// The ways of drift that a server of its kind has, in a fixed order.
    package var drift: [Drift]
    /// Why it is refused; escaped.
    package var refusal: String?

    /// The ways in which it has drifted for sure.
    package var drifted: [Drift] { drift.filter { $0.verdict == .yes } }

    package func drift(_ kind: Drift.Kind) -> Drift? { drift.first { $0.kind == kind } }
}

extension ServerStatus {
    /// A server that runs in containers, or whose tools do.
    init(_ change: Change, _ situation: StatusSituation) {
        let owned = situation.container(of: change.address)
        address = change.address
        container = owned.map { Container($0.identity, $0.container) }
        served = situation.served(change.address)
        spec = change.spec
        drift = situation.drift(of: change, owned)
        refusal = change.action == .refuse ? change.reasons.first.map { UntrustedText.escaping($0.sentence) } : nil
        isLocked = situation.policy(of: change.address).map { $0.locked != nil }
        word = Word(change, hasDrifted: drift.contains { $0.verdict == .yes })
    }

    /// A server that somebody else runs: only a gateway knows how it is.
    init(_ remote: RemoteServer, at address: ServerAddress, _ situation: StatusSituation) {
        self.address = address
        served = situation.served(address)
        isLocked = remote.serving.locked != nil
        drift = situation.servedDrift(of: address, wanted: nil)
        word = drift.contains { $0.verdict == .yes } ? .drifted : .remote
    }
}

extension ServerStatus.Container {
    fileprivate init(_ identity: ContainerIdentity, _ container: ObservedContainer) {
        (name, id, state) = (container.name, container.id.text, container.state)
        spec = identity.specHash
        revision = container.labels[ContainerLabels.revision].flatMap(Revision.init(written:))
    }
}

extension ServerStatus.Word {
    fileprivate init(_ change: Change, hasDrifted: Bool) {
        switch change.action {
        case .keep where change.isLeftBehind: self = .leftBehind
        case .keep, .update: self = hasDrifted ? .drifted : .inSync
        case .create: self = .missing
        case .remove: self = .notDeclared
        case .start: self = change.reasons == [.notAdmitted] ? .missing : .stopped
        case .refuse: self = .refused
        case .replace: self = change.reasons.first.map(Self.init(replacingBecause:)) ?? .outOfDate
        }
    }

    private init(replacingBecause reason: Reason) {
        switch reason {
        case .drifted, .duplicate: self = .drifted
        case .notRunning: self = .stopped
        default: self = .outOfDate
        }
    }
}
