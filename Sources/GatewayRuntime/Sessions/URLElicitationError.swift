import ModelContextProtocol
import NIOCore
import Spec

/// The error with which a server of 2025-11-25 says which pages its user must open first (specification 2025-11-25,
/// client/elicitation), for clients without handshakes, which know it as a result that asks for input.
struct URLElicitationError {
    private static let code: Int64 = -32042
    private static let needed = #"{"requiredCapabilities":{"elicitation":{"url":{}}}}"#

    private let text: String
    /// Of each page, the URL and why it is to be opened.
    private let pages: [(url: String, message: String)]

    /// Reads an error object; nil for any other, and for one that names no page.
    init?(_ error: ByteBuffer) {
        guard let error = try? JSONText(error), error["code"]?.integer == Self.code else { return nil }
        text = error["message"]?.string.map { String($0.prefix(200)) } ?? "pages must be opened first"
        pages = (error["data"]?["elicitations"]?.elements ?? []).compactMap { page in
            page["url"]?.string.map { ($0, page["message"]?.string ?? "") }
        }
        guard !pages.isEmpty else { return nil }
    }

    /// What the client is answered.
    ///
    /// It comes again with the same request once its user has been there, and needs no state for that.
    func answer(from server: ServerName, to capabilities: JSONText?, id: ByteBuffer) -> ByteBuffer {
        guard capabilities?["elicitation"]?["url"] != nil else {
            let reason = "the server '\(server)' wants a page opened, which the client cannot do: \(text)"
            return Message.error(.missingClientCapability, reason, id: id, data: Self.needed)
        }
        let requests = pages.enumerated().map { index, page in
            let message = JSONString.quoting("[\(server)] \(page.message)")
            let params = #"{"mode":"url","url":\#(JSONString.quoting(page.url)),"message":\#(message)}"#
            return #""page\#(index + 1)":{"method":"elicitation/create","params":\#(params)}"#
        }
        let members = requests.joined(separator: ",")
        return Message.result(#"{"resultType":"input_required","inputRequests":{\#(members)}}"#, id: id)
    }
}

extension RoutedRequest {
    /// A server's error as its client's era has it; nil if it stays as it is.
    func askingForInput(_ message: ByteBuffer, _ envelope: Envelope) -> (ByteBuffer, Envelope)? {
        guard request.isStateless, let range = envelope.error,
            let error = URLElicitationError(message.piece(range))
        else { return nil }
        let server = route.backend.address.server
        let answer = error.answer(from: server, to: request.statelessCapabilities, id: request.id)
        return (try? Envelope(of: answer)).map { (answer, $0) }
    }
}
