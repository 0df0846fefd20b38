import CLibGit2

/// libgit2 refused a call: its status, and its words while they are still there.
struct GitFailure: Error, Hashable, Sendable {
    let status: Int32
    let message: String

    /// Reads libgit2's message, which belongs to the thread and to the call before.
    init(status: Int32) {
        self.status = status
        message = git_error_last()?.pointee.message.map { String(cString: $0) } ?? "status \(status)"
    }

    var isNotFound: Bool { status == GIT_ENOTFOUND.rawValue }
    var isWrongOwner: Bool { status == GIT_EOWNER.rawValue }

    /// Throws unless the status of a call is a success.
    static func check(_ status: Int32) throws(GitFailure) {
        if status < 0 { throw GitFailure(status: status) }
    }
}
