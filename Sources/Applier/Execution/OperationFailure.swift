/// Why one operation of a plan did not succeed.
package struct OperationFailure: Error, Hashable, Sendable {
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// The engine refused.
        case engine
        /// No registry and no local store has the image.
        case imageMissing
        /// A container of somebody else has the name.
        case nameTaken
        /// The image carries labels by which it would pass for a container of this program.
        case imageRefused
        /// The engine did not answer, or not in time: whether it did the work, the next run finds out.
        case unanswered
        /// What the plan was made for is no longer so: another applier changed it meanwhile. A new plan resolves it.
        case superseded
        /// The run was interrupted while the operation was in flight.
        case interrupted
    }

    package var code: Code
    /// One sentence for the reader.
    package var message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }
}

extension OperationFailure: CustomStringConvertible {
    package var description: String { message }
}
