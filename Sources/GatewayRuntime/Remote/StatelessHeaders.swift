import ModelContextProtocol
import NIOCore

/// The header fields that repeat what a request without handshake says, for intermediaries
/// (specification 2026-07-28, basic/transports).
struct StatelessHeaders: Sendable {
    let fields: [(name: String, value: String)]

    /// - Parameters:
    ///   - message: A request that describes itself.
    ///   - envelope: Where its parts stand.
    ///   - parameters: Which arguments of tools travel in headers.
    init(_ message: ByteBuffer, _ envelope: Envelope, _ parameters: [String: HeaderParameters] = [:]) {
        func text(_ range: Range<Int>?) -> String? { range.flatMap { message.string(at: $0) } }
        var fields: [(name: String, value: String)] = []
        func add(_ name: String, _ text: String?) {
            if let text { fields.append((name, HeaderText.encoding(text))) }
        }
        add("mcp-protocol-version", text(envelope.statelessVersion))
        add("mcp-method", text(envelope.method))
        switch envelope.knownMethod {
        case .toolsCall, .promptsGet: add("mcp-name", text(envelope.name))
        case .resourcesRead: add("mcp-name", text(envelope.uri))
        default: break
        }
        if envelope.knownMethod == .toolsCall, let parameters = text(envelope.name).flatMap({ parameters[$0] }) {
            let arguments = envelope.arguments.flatMap { try? JSONText(message.piece($0)) }
            fields += parameters.fields(for: arguments)
        }
        self.fields = fields
    }
}
