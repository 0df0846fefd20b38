import CLibGit2
import Glibc

/// What libgit2's callbacks know of the fetch they are called for, and what they want to be told to the user.
///
/// Used by the one thread that fetches.
final class FetchContext {
    static let largestTransfer = 256 << 20
    static let mostObjects: UInt32 = 1_000_000

    let address: RemoteAddress
    private let credentials: FetchCredentials
    private let hosts: HostCheck
    /// The reason for which a callback ended the fetch.
    private(set) var failure: RemoteError?
    private var attempts: Set<UInt32> = []

    init(address: RemoteAddress, credentials: FetchCredentials, knownHosts: String) {
        self.address = address
        self.credentials = credentials
        hosts = HostCheck(address: address, file: knownHosts)
    }

    var doing: String { "fetching '\(address)'" }

    /// libgit2's callbacks, which hold this object without owning it: it must outlive the fetch.
    var callbacks: git_remote_callbacks {
        var callbacks = git_remote_callbacks()
        git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION))
        callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
        callbacks.certificate_check = { certificate, isValid, _, payload in
            FetchContext.of(payload).check(certificate, isValid: isValid != 0)
        }
        callbacks.credentials = { credential, _, user, allowed, payload in
            FetchContext.of(payload).give(credential, user.map { String(cString: $0) }, allowed)
        }
        callbacks.transfer_progress = { progress, payload in
            guard let progress else { return 0 }
            return FetchContext.of(payload).note(progress.pointee)
        }
        return callbacks
    }

    private static func of(_ payload: UnsafeMutableRawPointer?) -> FetchContext {
        guard let payload else { preconditionFailure("libgit2 passes on what it was given") }
        return Unmanaged<FetchContext>.fromOpaque(payload).takeUnretainedValue()
    }

    private func end(_ error: RemoteError) -> Int32 {
        failure = failure ?? error
        return GIT_EUSER.rawValue
    }

    private func note(_ progress: git_indexer_progress) -> Int32 {
        guard progress.received_bytes > Self.largestTransfer || progress.total_objects > Self.mostObjects else {
            return 0
        }
        let size = "\(Self.largestTransfer >> 20) MiB or \(Self.mostObjects) objects"
        return end(
            RemoteError(
                .tooLarge,
                doing: doing,
                cause: "it sends more than \(size), which is too much for manifests",
                suggestion: "keep the manifests in a repository of their own"
            )
        )
    }
}

// MARK: - Who the server is

extension FetchContext {
    private func check(_ certificate: UnsafeMutablePointer<git_cert>?, isValid: Bool) -> Int32 {
        guard let certificate, certificate.pointee.cert_type == GIT_CERT_HOSTKEY_LIBSSH2 else {
            return isValid ? 0 : end(untrustedCertificate)
        }
        let key = certificate.withMemoryRebound(to: git_cert_hostkey.self, capacity: 1) { $0.pointee }
        guard key.type.rawValue & GIT_CERT_SSH_RAW.rawValue != 0, let start = key.hostkey else {
            return end(RemoteError(.hostKey, doing: doing, cause: "the server shows no host key"))
        }
        let bytes = UnsafeRawBufferPointer(start: start, count: key.hostkey_len)
        return hosts.objection(to: Array(bytes)).map(end) ?? 0
    }

    private var untrustedCertificate: RemoteError {
        RemoteError(
            .certificate,
            doing: doing,
            cause: "the certificate of \(address.host) is not trusted: "
                + "it is another host's, has expired, or nobody vouches for it",
            suggestion: "a private authority is named by SSL_CERT_FILE"
        )
    }
}

// MARK: - Who the user is

extension FetchContext {
    private typealias Credential = UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>

    private func give(
        _ place: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?,
        _ user: String?,
        _ allowed: UInt32
    ) -> Int32 {
        guard let place else { return GIT_PASSTHROUGH.rawValue }
        if allowed & GIT_CREDENTIAL_SSH_KEY.rawValue != 0 { return giveKey(place, user ?? address.user ?? "git") }
        if allowed & GIT_CREDENTIAL_USERNAME.rawValue != 0 {
            return git_credential_username_new(place, address.user ?? "git")
        }
        guard allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0, address.scheme == .https else {
            return end(refused("the server wants credentials of a kind that is not spoken", nil))
        }
        return givePassword(place)
    }

    private func givePassword(_ place: Credential) -> Int32 {
        guard let token = credentials.token else {
            return end(
                refused(
                    "the server wants credentials, or has no such repository",
                    "set \(FetchCredentials.tokenVariable), and \(FetchCredentials.usernameVariable) if it matters"
                )
            )
        }
        guard attempts.insert(GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue).inserted else {
            return end(
                refused("the server refuses the credentials of \(FetchCredentials.tokenVariable)", nil)
            )
        }
        return git_credential_userpass_plaintext_new(place, credentials.username, token)
    }

    private func giveKey(_ place: Credential, _ user: String) -> Int32 {
        guard attempts.insert(GIT_CREDENTIAL_SSH_KEY.rawValue).inserted else {
            let what =
                credentials.key == nil ? "the keys of the SSH agent" : "the key of \(FetchCredentials.keyVariable)"
            return end(refused("the server refuses \(what) for '\(user)'", nil))
        }
        if let key = credentials.key {
            if let objection = credentials.objection(toKeyAt: key, doing: doing) { return end(objection) }
            return git_credential_ssh_key_new(place, user, nil, key, credentials.passphrase)
        }
        guard credentials.hasAgent else {
            return end(
                refused(
                    "the server wants an SSH key, and there is no agent",
                    "start ssh-agent, or set \(FetchCredentials.keyVariable) to the path of a private key"
                )
            )
        }
        return git_credential_ssh_key_from_agent(place, user)
    }

    private func refused(_ cause: String, _ suggestion: String?) -> RemoteError {
        RemoteError(.refused, doing: doing, cause: cause, suggestion: suggestion)
    }
}
