/// Why a remote server cannot be reached; the text follows its name.
struct RemoteFailure: Error, Hashable, Sendable {
    let sentence: String

    init(_ sentence: String) {
        self.sentence = sentence
    }

    static let noMessage = RemoteFailure("answered with no message")
    static let endedEarly = RemoteFailure("ended its answer too early")
    static let tooLong = RemoteFailure(
        "sent a message of more than \(StreamableLink.maximumMessage.binarySize), which is the limit"
    )
}
