import Applier
import GatewayRuntime
import Spec
import SystemPackage

extension Journal {
    /// The journal of this user for that owner: `$XDG_STATE_HOME/mcp-reconcile/OWNER/journal.jsonl`.
    static func ofThisUser(_ owner: OwnerID) -> Self {
        Self(in: UserDirectory.state.appending(owner.description))
    }

    /// - Throws: `Errno`.
    func makeDirectory() throws {
        try PrivateDirectory.make(path.removingLastComponent())
    }

    /// - Throws: ``CommandFailure`` if it is there and cannot be read.
    func contentToShow() throws -> JournalContent {
        do {
            let content = try content()
            if content.unreadable > 0 {
                let count = content.unreadable
                Console.error.line(
                    "note: \(count) \(count == 1 ? "line" : "lines") of \(path) cannot be understood, and left out"
                )
            }
            return content
        } catch let error as Errno {
            throw CommandFailure(status: .failed, message: "cannot read \(path): \(error)")
        }
    }
}
