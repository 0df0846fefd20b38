import FoundationEssentials
import NIOCore
import NIOFoundationCompat

extension EngineError {
    /// What an answer with a status of 400 or more means.
    init(status: Int, body: ByteBuffer, doing: String) {
        self.init(
            code: Self.code(of: status),
            doing: doing,
            status: status,
            message: "the engine answered \(status): \(Self.message(in: body))"
        )
    }

    private static func code(of status: Int) -> Code {
        switch status {
        case 404: .notFound
        case 409: .conflict
        case 400..<500: .badRequest
        case 500...: .serverError
        default: .protocolViolation
        }
    }

    /// The `message` of the API's error body; what stands there otherwise, if it is no such body.
    private static func message(in body: ByteBuffer) -> EscapedText {
        struct ErrorBody: Decodable {
            var message: String
        }
        guard body.readableBytes > 0 else { return EscapedText("no reason given") }
        // Anything may stand in the body of a failure; then its text is the best message there is.
        if let decoded = try? JSONDecoder().decode(ErrorBody.self, from: body) {
            return EscapedText(decoded.message)
        }
        let text = String(buffer: body)
        return EscapedText(text.hasSuffix("\r\n") || text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }
}
