import ModelContextProtocol
import NIOCore
import NIOHTTP1

/// A message that says itself all there is to know of its client, posted without a session (specification 2026-07-28,
/// basic/transports).
struct StatelessPosting: Sendable {
    let message: ByteBuffer
    let envelope: Envelope

    /// Reads a posted message; nil if it is one of a session, or would begin one.
    ///
    /// - Throws: ``Refusal`` for one whose headers and body do not agree, or whose revision is not served.
    init?(_ message: ByteBuffer, _ head: RequestHead) throws(Refusal) {
        let version = head.mcpProtocolVersion
        let isLegacy = version.map { ProtocolVersion(rawValue: $0) != nil } ?? false
        if isLegacy || (version == nil && head.mcpSessionID != nil) {
            try Self.checkEra(of: message, version)
            return nil
        }
        guard let envelope = try? Envelope(of: message) else {
            if version == nil { return nil }
            throw .unreadable(message)
        }
        if version == nil, envelope.statelessVersion == nil { return nil }
        if envelope.knownMethod == .initialize, envelope.statelessVersion == nil { return nil }
        (self.message, self.envelope) = (message, envelope)
        try check(head, version)
    }

    /// Refuses what its headers call a message of a session, and its body a request of another era.
    private static func checkEra(of message: ByteBuffer, _ version: String?) throws(Refusal) {
        guard message.maySayItsRevision, let envelope = try? Envelope(of: message), envelope.kind == .request,
            let stated = envelope.statelessVersion.flatMap({ message.string(at: $0) }), stated != version
        else { return }
        let text = "the header MCP-Protocol-Version is \(version == nil ? "missing" : "not what the body says")"
        throw refusal(StatelessEnvelope.Problem(code: .headerMismatch, text: text), of: message, envelope)
    }

    private func check(_ head: RequestHead, _ version: String?) throws(Refusal) {
        switch envelope.kind {
        case .notification: return
        case .request: break
        case .response, .invalid: throw .notAMessage
        }
        if let version, StatelessVersion(rawValue: version) == nil {
            throw refusal(StatelessEnvelope.unsupported(version))
        }
        do {
            _ = try StatelessEnvelope(message, envelope)
        } catch {
            throw refusal(error)
        }
        try compare("MCP-Protocol-Version", head.mcpProtocolVersion, with: envelope.statelessVersion)
        try compare("Mcp-Method", head.mcpMethod, with: envelope.method)
        switch envelope.knownMethod {
        case .toolsCall, .promptsGet: try compare("Mcp-Name", head.mcpName, with: envelope.name)
        case .resourcesRead: try compare("Mcp-Name", head.mcpName, with: envelope.uri)
        default: break
        }
    }

    /// Intermediaries decide by headers, so what they say must be what the body says.
    private func compare(_ name: String, _ field: String?, with range: Range<Int>?) throws(Refusal) {
        guard let range, let expected = message.string(at: range) else { return }
        guard let field else {
            throw mismatch("the header \(name) is missing")
        }
        guard HeaderText.decoding(field) == expected else {
            throw mismatch("the header \(name) is not what the body says")
        }
    }

    /// Compares the headers that repeat arguments, too: which those are, the session knows.
    func check(_ head: RequestHead, in session: any TransportSession) throws(Refusal) {
        let problem = session.mismatch(of: message, envelope) { head.headers[$0] }
        if let problem { throw mismatch(problem) }
    }

    private func mismatch(_ text: String) -> Refusal {
        refusal(StatelessEnvelope.Problem(code: .headerMismatch, text: text))
    }

    private func refusal(_ problem: StatelessEnvelope.Problem) -> Refusal {
        Self.refusal(problem, of: message, envelope)
    }

    private static func refusal(
        _ problem: StatelessEnvelope.Problem,
        of message: ByteBuffer,
        _ envelope: Envelope
    ) -> Refusal {
        var refusal = Refusal(.badRequest, code: problem.code, problem.text)
        refusal.id = envelope.id.map { message.piece($0) }
        refusal.data = problem.data
        return refusal
    }
}

extension ByteBuffer {
    /// Whether it is worth a look if the message names its revision: the end of the key occurs, or escapes do, with
    /// which it could be spelled.
    fileprivate var maySayItsRevision: Bool {
        let everywhere = 0..<readableBytes
        return holds("\\", at: everywhere) || holds("/protocolVersion\"", at: everywhere)
    }
}
