import SystemPackage

/// An error that a command words itself: one sentence for the reader, and the status that scripts see.
struct CommandFailure: Error {
    let status: ExitStatus
    let message: String
}

extension CommandFailure {
    /// A command did its work, and its result did not arrive as a whole.
    init(lostOutput reason: Errno) {
        self.init(
            status: .failed,
            message: "the result could not be written as a whole: \(reason); what was done is done"
        )
    }
}
