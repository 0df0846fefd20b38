import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOFoundationCompat

/// Reads an answer that is a stream of JSON values, one a line.
struct JSONLines {
    private var chunks: HTTPClientResponse.Body.AsyncIterator
    private var splitter: LineSplitter
    private let client: EngineClient
    private let doing: String

    init(_ body: HTTPClientResponse.Body, client: EngineClient, doing: String) {
        chunks = body.makeAsyncIterator()
        splitter = LineSplitter(limit: client.limits.lineSize)
        self.client = client
        self.doing = doing
    }

    /// The next value; nil at the end of the stream.
    ///
    /// - Throws: ``EngineError``; `connectionLost` for a stream that ends within a line.
    mutating func next<Value: Decodable>(_ type: Value.Type) async throws(EngineError) -> Value? {
        while true {
            if let line = try nextLine() { return try client.decode(type, from: line, doing: doing) }
            guard let chunk = try await nextChunk() else {
                if splitter.rest() != nil { throw ended() }
                return nil
            }
            splitter.append(chunk)
        }
    }

    /// The error for a stream that ended before it should.
    func ended() -> EngineError {
        EngineError(transport: HTTPClientError.remoteConnectionClosed, doing: doing, endpoint: client.endpoint)
    }

    private mutating func nextLine() throws(EngineError) -> ByteBuffer? {
        do {
            return try splitter.next()
        } catch {
            let message = "a line of the answer is longer than \(client.limits.lineSize) bytes"
            throw EngineError(code: .protocolViolation, doing: doing, message: message)
        }
    }

    private mutating func nextChunk() async throws(EngineError) -> ByteBuffer? {
        do {
            return try await chunks.next(isolation: #isolation)
        } catch {
            throw client.translated(error, doing: doing)
        }
    }
}
