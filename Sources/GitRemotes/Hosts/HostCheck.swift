import FoundationEssentials
import Glibc

/// Decides whether an SSH server is the one that the user knows.
struct HostCheck: Sendable {
    let address: RemoteAddress
    /// The file of known hosts.
    let file: String

    private static let largestFile = 4 << 20

    /// Returns nil if the key is known for the host.
    func objection(to bytes: [UInt8]) -> RemoteError? {
        guard let key = HostKey(bytes) else {
            return error("\(address.host) shows a host key of a kind that is not known")
        }
        let shown = "\(key.kind) \(key.fingerprint)"
        switch KnownHosts(content).verdict(on: key, of: address.host, port: address.port) {
        case .known: return nil
        case .unknown:
            return error(
                "the host key of \(host) is not known: \(shown) is not in '\(file)'",
                "compare it with what the host's operator publishes, then: ssh-keyscan \(scanArguments) >> '\(file)'"
            )
        case .otherKeys(let kinds) where !kinds.contains(key.kind):
            return error(
                "\(host) shows \(shown), and '\(file)' knows only other kinds of its keys: "
                    + kinds.joined(separator: ", "),
                "compare it with what the host's operator publishes, then: ssh-keyscan \(scanArguments) >> '\(file)'"
            )
        case .otherKeys:
            return error(
                "the host key of \(host) has changed: it shows \(shown), and '\(file)' has another one",
                "somebody may be listening in; ask the host's operator before you change the file"
            )
        case .revoked:
            return error("the host key of \(host), \(shown), is marked as revoked in '\(file)'")
        }
    }

    private var host: String { address.host + (address.port.map { ":\($0)" } ?? "") }

    private var scanArguments: String { (address.port.map { "-p \($0) " } ?? "") + address.host }

    /// A file that is not there, or too large to be one, knows nobody.
    private var content: String {
        var status = stat()
        guard stat(file, &status) == 0, status.st_size <= Self.largestFile else { return "" }
        // What cannot be read knows nobody either, and the objection names the file.
        return (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    }

    private func error(_ cause: String, _ suggestion: String? = nil) -> RemoteError {
        RemoteError(.hostKey, doing: "fetching '\(address)'", cause: cause, suggestion: suggestion)
    }
}
