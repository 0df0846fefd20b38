/// An error that a command words itself: one sentence for the reader, and the status that scripts see.
struct CommandFailure: Error {
    let status: ExitStatus
    let message: String
}
