import CLibGit2
import FoundationEssentials
package import SystemPackage

/// The commits of a repository on this machine: which came after which, and who signed them.
package struct GitHistory: Sendable {
    package let repository: FilePath

    package init(of repository: FilePath) {
        self.repository = repository
    }

    /// How one commit stands to another.
    package enum Relation: Hashable, Sendable {
        case same
        /// The other is among what this one builds on.
        case descendant
        /// The other builds on this one, or both go separate ways.
        case notDescendant
        /// The other is not in the repository (any more).
        case unknown
    }

    /// How `commit` stands to `other`; both are 40 hexadecimal digits.
    ///
    /// - Throws: ``HistoryError``.
    package func relation(of commit: String, to other: String) throws(HistoryError) -> Relation {
        if commit == other { return .same }
        let repository = try OpenedHistory(at: repository)
        guard let later = repository.id(commit), repository.isCommit(later) else {
            throw HistoryError("'\(commit)' is no commit of it", at: self.repository)
        }
        guard let earlier = repository.id(other), repository.isCommit(earlier) else { return .unknown }
        return try repository.isDescendant(later, of: earlier) ? .descendant : .notDescendant
    }

    /// The signature of a commit; nil if it has none.
    ///
    /// - Throws: ``HistoryError``.
    package func signature(of commit: String) throws(HistoryError) -> SignedCommit? {
        let repository = try OpenedHistory(at: repository)
        guard let id = repository.id(commit) else {
            throw HistoryError("'\(commit)' is no commit of it", at: self.repository)
        }
        return try repository.signature(of: id)
    }
}

/// A commit's signature, with what was signed.
package struct SignedCommit: Hashable, Sendable {
    var signature: String
    var content: [UInt8]
    /// As the commit claims it.
    var time: Date
}

/// The repository could not be read.
package struct HistoryError: Error, Hashable, Sendable {
    package let repository: FilePath
    package let cause: String

    init(_ cause: String, at repository: FilePath) {
        (self.cause, self.repository) = (cause, repository)
    }
}

extension HistoryError: CustomStringConvertible {
    package var description: String { "reading the history of '\(repository)': \(cause)" }
}

/// A repository opened by libgit2 for its history.
private struct OpenedHistory: ~Copyable {
    private let pointer: OpaquePointer
    private let path: FilePath

    private static let library: Int32 = git_libgit2_init()

    init(at path: FilePath) throws(HistoryError) {
        var repository: OpaquePointer?
        let flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
        guard Self.library >= 0, git_repository_open_ext(&repository, path.string, flags, nil) == 0, let repository
        else {
            throw HistoryError(GitStatus(-1).message, at: path)
        }
        pointer = repository
        self.path = path
    }

    deinit {
        git_repository_free(pointer)
    }

    func id(_ text: String) -> git_oid? {
        var id = git_oid()
        return git_oid_fromstr(&id, text) == 0 ? id : nil
    }

    func isCommit(_ id: git_oid) -> Bool {
        var id = id
        var commit: OpaquePointer?
        guard git_commit_lookup(&commit, pointer, &id) == 0 else { return false }
        git_commit_free(commit)
        return true
    }

    func isDescendant(_ id: git_oid, of other: git_oid) throws(HistoryError) -> Bool {
        var (id, other) = (id, other)
        let answer = git_graph_descendant_of(pointer, &id, &other)
        guard answer >= 0 else { throw HistoryError(GitStatus(answer).message, at: path) }
        return answer == 1
    }

    func signature(of id: git_oid) throws(HistoryError) -> SignedCommit? {
        var id = id
        var commit: OpaquePointer?
        guard git_commit_lookup(&commit, pointer, &id) == 0 else { throw HistoryError(GitStatus(-1).message, at: path) }
        defer { git_commit_free(commit) }
        var (signature, content) = (git_buf(), git_buf())
        defer {
            git_buf_dispose(&signature)
            git_buf_dispose(&content)
        }
        let status = git_commit_extract_signature(&signature, &content, pointer, &id, nil)
        if status == GIT_ENOTFOUND.rawValue { return nil }
        guard status == 0 else { throw HistoryError(GitStatus(status).message, at: path) }
        return SignedCommit(
            signature: String(decoding: signature.bytes, as: UTF8.self),
            content: Array(content.bytes),
            time: Date(timeIntervalSince1970: Double(git_commit_time(commit)))
        )
    }
}

extension git_buf {
    fileprivate var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: ptr, count: size) }
}
