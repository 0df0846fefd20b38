import HTTPTypes
import HummingbirdCore
import NIOCore

extension ResponseWriter {
    /// Writes a whole response at once: head, body and end are one flush.
    @concurrent
    consuming func write(
        _ status: HTTPResponse.Status,
        _ body: ByteBuffer? = nil,
        fields: HTTPFields = [:]
    ) async throws {
        var fields = fields
        fields[.date] = HTTPDate.shared.now
        guard let body else {
            if status.code != HTTPResponse.Status.noContent.code { fields[.contentLength] = "0" }
            return try await writeResponse(HTTPResponse(status: status, headerFields: fields))
        }
        if fields[.contentType] == nil { fields[.contentType] = "application/json" }
        fields[.contentLength] = String(body.readableBytes)
        let head = HTTPResponse(status: status, headerFields: fields)
        try await write(response: head, body: ResponseBody(byteBuffer: body))
    }

    /// Refuses a request; the answer to HEAD has no body (RFC 9110 §9.3.2).
    @concurrent
    consuming func write(_ refusal: Refusal, to head: HTTPRequest) async throws {
        try await write(refusal.status, head.method == .head ? nil : refusal.body, fields: refusal.fields)
    }

    /// Begins a stream of events.
    @concurrent
    consuming func writeEventStreamHead() async throws -> some ResponseBodyWriter {
        let fields: HTTPFields = [
            .contentType: "text/event-stream",
            .cacheControl: "no-cache, no-transform",
            .accelBuffering: "no",
            .date: HTTPDate.shared.now,
        ]
        return try await writeHead(HTTPResponse(status: .ok, headerFields: fields))
    }
}
