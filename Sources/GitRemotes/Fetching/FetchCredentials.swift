import FoundationEssentials
import Glibc

/// What a fetch may show to servers: taken from the environment, given to libgit2, and never printed.
package struct FetchCredentials: Sendable {
    package static let usernameVariable = "MCP_RECONCILE_GIT_USERNAME"
    package static let tokenVariable = "MCP_RECONCILE_GIT_TOKEN"
    package static let keyVariable = "MCP_RECONCILE_GIT_SSH_KEY"
    package static let passphraseVariable = "MCP_RECONCILE_GIT_SSH_PASSPHRASE"
    /// GitHub, GitLab and Gitea take any user name beside a token.
    private static let standardUsername = "git"

    let username: String
    let token: String?
    /// The path of a private key.
    let key: String?
    let passphrase: String?
    let hasAgent: Bool

    package init(environment: [String: String]) {
        username = environment[Self.usernameVariable] ?? Self.standardUsername
        token = environment[Self.tokenVariable].flatMap { $0.isEmpty ? nil : $0 }
        key = environment[Self.keyVariable].flatMap { $0.isEmpty ? nil : $0 }
        passphrase = environment[Self.passphraseVariable]
        hasAgent = environment["SSH_AUTH_SOCK"]?.isEmpty == false
    }

    /// Returns why the key's file must not be used, or nil.
    func objection(toKeyAt path: String, doing: String) -> RemoteError? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return RemoteError(.refused, doing: doing, cause: "\(Self.keyVariable) names '\(path)', which is no file")
        }
        guard status.st_mode & 0o077 == 0, status.st_uid == getuid() || getuid() == 0 else {
            return RemoteError(
                .refused,
                doing: doing,
                cause: "the key '\(path)' can be read by others",
                suggestion: "chmod 600 '\(path)'"
            )
        }
        return nil
    }
}
