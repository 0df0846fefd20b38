import AsyncHTTPClient

/// The events of an engine as they happen; one iteration only.
package struct EngineEvents: AsyncSequence, Sendable {
    package typealias Element = EngineEvent
    package typealias Failure = EngineError

    private let body: HTTPClientResponse.Body
    private let client: EngineClient
    private let doing: String

    init(_ body: HTTPClientResponse.Body, client: EngineClient, doing: String) {
        self.body = body
        self.client = client
        self.doing = doing
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(lines: JSONLines(body, client: client, doing: doing))
    }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate var lines: JSONLines

        /// The next event; never nil, for the end of the stream is an error.
        package mutating func next() async throws(EngineError) -> EngineEvent? {
            guard let event = try await lines.next(EngineEvent.self) else { throw lines.ended() }
            return event
        }

        /// The next event; never nil, for the end of the stream is an error.
        package mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(EngineError) -> EngineEvent? {
            guard let event = try await lines.next(EngineEvent.self) else { throw lines.ended() }
            return event
        }
    }
}
