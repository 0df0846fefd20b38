import Applier
import GatewayRuntime
import Logging
import Spec
import SystemPackage

extension SuspensionFile {
    /// The file of this user for that owner: `$XDG_STATE_HOME/mcp-reconcile/OWNER/suspended.json`.
    static func ofThisUser(_ owner: OwnerID) -> Self {
        Self(in: UserDirectory.state.appending(owner.description))
    }

    /// What loops of that owner have given up; beside the suspension.
    var quarantines: QuarantineFiles { QuarantineFiles(in: path.removingLastComponent()) }

    /// The same in a directory that exists, so that it can be watched; without one, a loop still works.
    static func watched(_ owner: OwnerID) -> Self {
        let file = ofThisUser(owner)
        do {
            try file.makeDirectory()
            try PrivateDirectory.make(file.quarantines.directory)
        } catch {
            Logger.current.warning("'suspend' has no effect here", metadata: ["error": "\(error)"])
        }
        return file
    }

    /// True if nothing is to be followed now.
    var isInForce: Bool { current(at: UTCTime.seconds) != nil }

    /// - Throws: `Errno`.
    func makeDirectory() throws {
        try PrivateDirectory.make(path.removingLastComponent())
    }
}

extension Suspension {
    /// Since when, until when and why, in words.
    var explanation: String {
        let end = until.map { "until \(UTCTime(secondsSince1970: $0).text)" } ?? "until 'mcp-reconcile resume'"
        let cause = reason.map { ": \(UntrustedText.escaping($0))" } ?? ""
        return "since \(UTCTime(secondsSince1970: since).text), \(end)\(cause)"
    }
}
