import NIOCore
import NIOHTTP1
import NIOPosix

/// One connection to a server, on which a test says exactly what is sent.
struct HTTPConnection {
    struct Response {
        var head: HTTPResponseHead
        var body: String

        var status: UInt { head.status.code }

        func header(_ name: String) -> String? { head.headers.first(name: name) }
    }

    struct ConnectionClosed: Error {}

    private var inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>
    private var stream = ""

    /// Lends a connection; it is closed afterwards.
    static func lend<Return: Sendable>(
        port: Int,
        _ body: (inout HTTPConnection) async throws -> Return
    ) async throws -> Return {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = HTTPConnection(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            return try await body(&connection)
        }
    }

    /// Sends a request and reads the whole answer.
    mutating func send(
        _ method: HTTPMethod,
        _ path: String,
        _ headers: [(String, String)],
        _ body: String? = nil
    ) async throws -> Response {
        let head = try await open(method, path, headers, body)
        return Response(head: head, body: try await rest())
    }

    /// Sends a request and reads the head of the answer.
    mutating func open(
        _ method: HTTPMethod,
        _ path: String,
        _ headers: [(String, String)],
        _ body: String? = nil
    ) async throws -> HTTPResponseHead {
        var fields = HTTPHeaders(headers)
        if let body { fields.add(name: "Content-Length", value: String(body.utf8.count)) }
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: fields)
        try await outbound.write(.head(head))
        if let body { try await outbound.write(.body(.byteBuffer(ByteBuffer(string: body)))) }
        try await outbound.write(.end(nil))
        stream = ""
        guard case .head(let response)? = try await inbound.next(isolation: #isolation) else {
            throw ConnectionClosed()
        }
        return response
    }

    /// Posts a body in chunks, whose length is not said before, and returns the answer's status.
    mutating func sendChunked(_ headers: [(String, String)], chunks: [String]) async throws -> UInt {
        try await outbound.write(
            .head(HTTPRequestHead(version: .http1_1, method: .POST, uri: "/mcp", headers: HTTPHeaders(headers)))
        )
        for chunk in chunks { try await outbound.write(.body(.byteBuffer(ByteBuffer(string: chunk)))) }
        try await outbound.write(.end(nil))
        guard case .head(let response)? = try await inbound.next(isolation: #isolation) else {
            throw ConnectionClosed()
        }
        _ = try await rest()
        return response.status.code
    }

    /// The rest of the answer's body.
    mutating func rest() async throws -> String {
        while case .body(let part)? = try await inbound.next(isolation: #isolation) { stream += String(buffer: part) }
        return stream
    }

    /// The next event or comment of a stream, without the blank line that ends it; nil at the stream's end.
    mutating func event() async throws -> String? {
        while true {
            if let end = stream.firstRange(of: "\n\n") {
                defer { stream.removeSubrange(..<end.upperBound) }
                return String(stream[..<end.lowerBound])
            }
            guard case .body(let part)? = try await inbound.next(isolation: #isolation) else { return nil }
            stream += String(buffer: part)
        }
    }
}
