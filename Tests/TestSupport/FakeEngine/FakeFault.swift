/// What goes wrong with a call to a fake engine.
package enum FakeFault: Sendable {
    /// An answer with this status and the API's error body; nothing happens.
    case status(Int, message: String = "injected")
    /// The connection is closed without an answer; nothing happens.
    case resetBeforeEffect
    /// The connection is closed without an answer, after the call has been carried out.
    case resetAfterEffect
    /// The call waits at the gate and is carried out when it opens.
    case stall(Gate)
    /// The call is carried out, half of its answer is sent, and the rest when the gate opens.
    case stallWithinAnswer(Gate)
    /// The call is carried out, and half of its answer is sent before the connection is closed.
    case truncatedAnswer
    /// An attach is carried out and answered with 200, as if the Upgrade header had been stripped on the way.
    case attachWithoutUpgrade
    /// Bytes that are no HTTP; nothing happens.
    case garbage
    /// Exactly these bytes, one write each, and then the connection is closed; nothing happens.
    case bytes([[UInt8]])
    /// This answer; nothing happens.
    case answer(FakeAnswer)
}

extension FakeFault {
    /// The same with text.
    package static func text(_ chunks: [String]) -> Self { .bytes(chunks.map { Array($0.utf8) }) }
}

/// An answer of a fake engine.
package struct FakeAnswer: Hashable, Sendable {
    package var status: Int
    package var headers: [String: String]
    package var body: String

    package init(status: Int, headers: [String: String] = [:], body: String = "") {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package static func json(_ value: JSONValue, status: Int = 200) -> Self {
        // A JSON value is always one that can be written.
        let text = (try? value.serialized()) ?? "null"
        return Self(status: status, headers: ["Content-Type": "application/json"], body: text)
    }

    package static func failure(_ status: Int, _ message: String) -> Self {
        .json(["message": .text(message)], status: status)
    }

    package static let noContent = FakeAnswer(status: 204)
    package static let notModified = FakeAnswer(status: 304)
}
