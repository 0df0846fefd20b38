import AsyncHTTPClient
import ModelContextProtocol
import NIOCore
import NIOHTTP1

extension StreamableLink {
    /// Passes on the messages of a stream, to its end or to the response to the request with an id.
    ///
    /// - Returns: Whether that response came; true for a stream without one.
    @discardableResult
    func read(
        _ response: HTTPClientResponse,
        with reader: inout EventStreamReader,
        until id: ByteBuffer? = nil,
        _ pass: (ByteBuffer) -> Void
    ) async throws -> Bool {
        for try await part in response.body {
            reader.append(part)
            while let data = reader.next() {
                pass(data)
                if let id, data.answers(id) { return true }
            }
            receiver.giveUp(reader.takeLongEvents(), limit: Self.maximumMessage)
            guard reader.heldBytes <= Self.maximumMessage else { throw RemoteFailure.tooLong }
        }
        return id == nil
    }
}

extension HTTPClientResponse {
    /// The longest body that is read to find out why a request was refused.
    private static let longestRefusal = 64 << 10

    var isSuccess: Bool { (200..<300).contains(status.code) }

    var isEventStream: Bool {
        headers.first(name: "content-type")?.lowercased().hasPrefix("text/event-stream") ?? false
    }

    /// The body as the answer to a message: errors of the protocol may have statuses of their own.
    ///
    /// - Returns: Nil for an empty body of a success, whose answer may come elsewhere, and for a message that wants none.
    /// - Throws: ``RemoteFailure`` for a body that is no answer; what keeps it from being read.
    func answer(to message: ByteBuffer, _ envelope: Envelope) async throws -> ByteBuffer? {
        guard let body = try await wholeBody() else { throw RemoteFailure(status: status.code) }
        guard let id = envelope.id.map({ message.piece($0) }), envelope.kind == .request else {
            guard isSuccess else { throw RemoteFailure(status: status.code) }
            return nil
        }
        if isSuccess, body.readableBytes == 0 { return nil }
        guard let answer = try? Envelope(of: body) else { throw unusable }
        // Some servers cannot say to what an error is the answer.
        if let error = answer.error, body.isError(at: error) { return Message.error(body.piece(error), id: id) }
        guard isSuccess, body.answers(id) else { throw unusable }
        return body
    }

    /// Nil for a refusal that cannot be read.
    private func wholeBody() async throws -> ByteBuffer? {
        guard !isSuccess else { return try await body.collect(upTo: StreamableLink.maximumMessage) }
        return try? await body.collect(upTo: Self.longestRefusal)
    }

    private var unusable: RemoteFailure {
        isSuccess
            ? RemoteFailure("answered with something that is no answer to the request")
            : RemoteFailure(status: status.code)
    }
}

extension ByteBuffer {
    /// Whether this is the response to the request with the id, which is as it was sent.
    fileprivate func answers(_ id: ByteBuffer) -> Bool {
        guard let envelope = try? Envelope(of: self), envelope.kind == .response, let range = envelope.id else {
            return false
        }
        return piece(range) == id
    }
}
