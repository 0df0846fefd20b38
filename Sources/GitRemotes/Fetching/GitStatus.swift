import CLibGit2

/// A status of libgit2 that is no success, with its words.
struct GitStatus: Error {
    let status: Int32
    let category: Int32
    let message: String

    /// Reads libgit2's message, which belongs to the thread and to the call before.
    init(_ status: Int32) {
        self.status = status
        let error = git_error_last()
        category = error.map { Int32($0.pointee.klass) } ?? 0
        message = error?.pointee.message.map { String(cString: $0) } ?? "status \(status)"
    }

    static func check(_ status: Int32) throws(GitStatus) {
        if status < 0 { throw GitStatus(status) }
    }

    /// What it means for a fetch.
    func error(doing: String) -> RemoteError {
        if status == GIT_EAUTH.rawValue {
            return RemoteError(.refused, doing: doing, cause: message)
        }
        if message.contains("unexpected http status code: 404") || message.contains("status code: 403") {
            let cause = "the server has no such repository, or hides it: \(message)"
            return RemoteError(.refused, doing: doing, cause: cause, suggestion: "check the address and the token")
        }
        if message.contains("redirect") {
            return RemoteError(
                .failed,
                doing: doing,
                cause: "the server redirects to another host, which is not followed: credentials must not go astray",
                suggestion: "give the address that it redirects to"
            )
        }
        let isOfNetwork = [
            GIT_ERROR_NET.rawValue, GIT_ERROR_OS.rawValue, GIT_ERROR_SSL.rawValue, GIT_ERROR_HTTP.rawValue,
            GIT_ERROR_SSH.rawValue,
        ]
        .contains { Int32($0) == category }
        return RemoteError(isOfNetwork ? .unreachable : .failed, doing: doing, cause: message)
    }
}
