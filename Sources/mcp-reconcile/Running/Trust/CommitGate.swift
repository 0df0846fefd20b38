import FoundationEssentials
import GitRemotes
import NIOPosix
import Planner
import Spec
import SystemPackage

/// Decides whether a commit may be applied: who vouches for it, and whether it builds on what was applied before.
///
/// Who may vouch is said by files of this machine or, without one, by the commits that were applied before: never by
/// the commit itself, unless it is the first.
struct CommitGate: Sendable {
    /// Who may vouch, and where that is said.
    struct SignerList: Sendable {
        let place: String
        let verifier: CommitVerifier
    }

    let history: GitHistory
    /// Where the manifests lie in the commits.
    let directory: String
    /// What files of this machine say; nil without one.
    let list: SignerList?

    /// Checks who vouches for a commit.
    ///
    /// - Returns: Who does; nil where nobody has to.
    /// - Throws: ``CommitRefusal``, `HistoryError`, `SpecError`.
    @discardableResult
    func verify(_ revision: Revision, after applied: [Revision]) async throws -> CommitSigner? {
        let lists = try await blocking { try $0.lists(for: revision, after: applied) }
        guard !lists.isEmpty else { return nil }
        let signed = try await blocking { try $0.history.signature(of: revision.commit) }
        var signer: CommitSigner?
        for list in lists {
            let verdict = try await list.verifier.verdict(on: signed)
            guard case .signed(let found) = verdict else {
                throw CommitRefusal.untrusted(revision, verdict, list: list.place)
            }
            signer = found
        }
        return signer
    }

    /// The commits that were applied before and that this one does not build on.
    ///
    /// - Throws: `HistoryError`.
    func rewinds(of revision: Revision, after applied: [Revision]) async throws -> [Revision] {
        try await blocking { gate in
            try applied.filter { other in
                switch try gate.history.relation(of: revision.commit, to: other.commit) {
                case .same, .descendant: false
                case .notDescendant, .unknown: true
                }
            }
        }
    }

    /// Refuses a plan that nobody vouches for, and notes in it who does and whether it goes back.
    func judge(_ plan: inout Plan) async throws {
        guard let revision = plan.revision else { return }
        plan.signer = try await verify(revision, after: plan.applied)?.description
        plan.rewindsFrom = try await rewinds(of: revision, after: plan.applied)
    }

    /// The list of this machine; else those of the newest commits that were applied; else the commit's own.
    private func lists(for revision: Revision, after applied: [Revision]) throws -> [SignerList] {
        if let list { return [list] }
        let known = try applied.filter { try history.relation(of: revision.commit, to: $0.commit) != .unknown }
        let newest = try known.filter { commit in
            try !known.contains { try history.relation(of: $0.commit, to: commit.commit) == .descendant }
        }
        return try (newest.isEmpty ? [revision] : newest).compactMap { try demand(of: $0) }
    }

    /// The list by which a commit wants later ones to be judged.
    private func demand(of revision: Revision) throws -> SignerList? {
        let tree = ManifestTree.git(
            repository: history.repository,
            revision: revision.commit,
            directory: directory
        )
        guard let trust = try SpecLoader(tree: tree).trust() else { return nil }
        let signers = try trust.allowedSigners.map { list in
            try SignerFile(path: "\(list.path) of \(revision.short)", text: list.text).signers()
        }
        let keys = try trust.openPGPKeys.map { list in
            try SignerFile(path: "\(list.path) of \(revision.short)", text: list.text).keys()
        }
        let paths = ([trust.allowedSigners].compactMap(\.self) + trust.openPGPKeys).map(\.path)
        return SignerList(
            place: "\(paths.joined(separator: ", ")) of \(revision.short)",
            verifier: CommitVerifier(signers: [signers].compactMap(\.self), keys: keys)
        )
    }

    private func blocking<Output: Sendable>(
        _ body: @escaping @Sendable (CommitGate) throws -> Output
    ) async throws -> Output {
        let gate = self
        return try await NIOThreadPool.singleton.runIfActive { try body(gate) }
    }
}

extension SourceOptions {
    /// The gate for commits of the tree; nil if it is none of git.
    ///
    /// - Throws: ``CommandFailure`` or ``CommitRefusal`` if a file of `--trust` cannot be used.
    func gate(for tree: ManifestTree) throws -> CommitGate? {
        guard case .git(let repository, _, let directory) = tree else { return nil }
        return CommitGate(history: GitHistory(of: repository), directory: directory, list: try trustedList())
    }

    private func trustedList() throws -> CommitGate.SignerList? {
        guard !trust.isEmpty else { return nil }
        let files = try trust.map(SignerFile.init(at:))
        return CommitGate.SignerList(
            place: trust.joined(separator: ", "),
            verifier: CommitVerifier(
                signers: try files.filter { !$0.holdsKeys }.map { try $0.signers() },
                keys: try files.filter(\.holdsKeys).map { try $0.keys() }
            )
        )
    }

    /// Checks what is read against the files of `--trust`, if there are any.
    func verify(_ desired: DesiredState) async throws {
        guard !trust.isEmpty, let revision = desired.revision, let gate = try gate(for: tree) else { return }
        try await gate.verify(revision, after: [])
    }
}
