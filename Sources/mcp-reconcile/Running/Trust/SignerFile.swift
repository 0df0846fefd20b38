import FoundationEssentials
import GitRemotes
import Spec

/// A file that says who may sign commits: a list of allowed signers, or OpenPGP keys.
struct SignerFile {
    let path: String
    let text: String

    var holdsKeys: Bool { OpenPGPKeys.areMeant(by: text) }

    func signers() throws(CommitRefusal) -> AllowedSigners {
        do {
            return try AllowedSigners(text)
        } catch {
            throw CommitRefusal.unreadableList(path, error)
        }
    }

    func keys() throws(CommitRefusal) -> OpenPGPKeys {
        do {
            return try OpenPGPKeys(text)
        } catch {
            throw CommitRefusal.unreadableList(path, error)
        }
    }
}

extension SignerFile {
    /// A file of this machine.
    ///
    /// - Throws: ``CommandFailure`` if it cannot be read.
    init(at path: String) throws {
        do {
            self.init(path: path, text: try String(contentsOfFile: path, encoding: .utf8))
        } catch {
            throw CommandFailure(
                status: .notTrusted,
                message: "the file '\(UntrustedText.escaping(path))' of --trust cannot be read"
            )
        }
    }
}
