import FoundationEssentials
import GitRemotes
import NIOPosix
import Planner
import Spec
import SystemPackage

/// Decides whether a commit may be applied: who vouches for it, and whether it builds on what was applied before.
///
/// Who may vouch is said by a file of this machine or, without one, by the commits that were applied before: never by
/// the commit itself, unless it is the first.
struct CommitGate: Sendable {
    /// A file of this machine that names allowed signers.
    struct LocalList: Sendable {
        let path: String
        let signers: AllowedSigners
    }

    let history: GitHistory
    /// Where the manifests lie in the commits.
    let directory: String
    let list: LocalList?

    /// Checks who vouches for a commit.
    ///
    /// - Returns: The lists that its signer is on; none if nothing says who may sign.
    /// - Throws: ``CommitRefusal``, `HistoryError`, `SpecError`.
    @discardableResult
    func verify(_ revision: Revision, after applied: [Revision]) async throws -> [String] {
        try await blocking {
            let lists = try $0.lists(for: revision, after: applied)
            for list in lists {
                let verdict = try CommitVerifier(signers: list.signers).verdict(on: revision.commit, of: $0.history)
                guard case .signed = verdict else {
                    throw CommitRefusal.untrusted(revision, verdict, list: list.path)
                }
            }
            return lists.map(\.path)
        }
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

    /// Refuses a plan that nobody vouches for, and notes in it whether it goes back.
    func judge(_ plan: inout Plan) async throws {
        guard let revision = plan.revision else { return }
        try await verify(revision, after: plan.applied)
        plan.rewindsFrom = try await rewinds(of: revision, after: plan.applied)
    }

    /// The list of this machine; else those of the newest commits that were applied; else the commit's own.
    private func lists(for revision: Revision, after applied: [Revision]) throws -> [LocalList] {
        if let list { return [list] }
        let known = try applied.filter { try history.relation(of: revision.commit, to: $0.commit) != .unknown }
        let newest = try known.filter { commit in
            try !known.contains { try history.relation(of: $0.commit, to: commit.commit) == .descendant }
        }
        return try (newest.isEmpty ? [revision] : newest).compactMap { try demand(of: $0) }
    }

    /// The list by which a commit wants later ones to be judged.
    private func demand(of revision: Revision) throws -> LocalList? {
        let tree = ManifestTree.git(
            repository: history.repository,
            revision: revision.commit,
            directory: directory
        )
        guard let trust = try SpecLoader(tree: tree).trust() else { return nil }
        let path = "\(trust.path) of \(revision.short)"
        return LocalList(path: path, signers: try Self.signers(trust.allowedSigners, in: path))
    }

    static func signers(_ text: String, in list: String) throws(CommitRefusal) -> AllowedSigners {
        do {
            return try AllowedSigners(text)
        } catch {
            throw CommitRefusal.unreadableList(list, error)
        }
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
    /// - Throws: ``CommandFailure`` or ``CommitRefusal`` if the file of `--trust` cannot be used.
    func gate(for tree: ManifestTree) throws -> CommitGate? {
        guard case .git(let repository, _, let directory) = tree else { return nil }
        return CommitGate(history: GitHistory(of: repository), directory: directory, list: try trustedList())
    }

    private func trustedList() throws -> CommitGate.LocalList? {
        guard let trust else { return nil }
        let text: String
        do {
            text = try String(contentsOfFile: trust, encoding: .utf8)
        } catch {
            throw CommandFailure(
                status: .notTrusted,
                message: "the file '\(UntrustedText.escaping(trust))' of --trust cannot be read"
            )
        }
        return CommitGate.LocalList(path: trust, signers: try CommitGate.signers(text, in: trust))
    }

    /// Checks what is read against the file of `--trust`, if there is one.
    func verify(_ desired: DesiredState) async throws {
        guard trust != nil, let revision = desired.revision, let gate = try gate(for: tree) else { return }
        try await gate.verify(revision, after: [])
    }
}
