import ModelContextProtocol
import NIOCore
import Synchronization

/// What a client can be asked in the course of its requests, as servers without handshakes are told with each: the kinds
/// of questions that the gateway carries, and nothing else that the client may declare.
///
/// A server's question is a part of the answer to one request, so it cannot reach anybody else, however many clients are
/// behind the server.
struct AskableCapabilities: Hashable, Sendable {
    static let none = AskableCapabilities(nil)

    let json: String

    /// Reads what a client declares.
    ///
    /// - Parameters:
    ///   - capabilities: In its handshake, or with its request.
    ///   - version: Of its handshake.
    init(_ capabilities: JSONText?, version: ProtocolVersion? = nil) {
        var kinds = ["roots", "sampling"]
        // What a client of an older revision declares under this name is nothing that it could answer.
        if version.map({ $0 >= .v2025_06_18 }) ?? true { kinds.append("elicitation") }
        let members = kinds.compactMap { kind -> String? in
            guard let value = capabilities?[kind], value.isObject else { return nil }
            // Clients of 2026-07-28 do not tell of changes of their roots.
            return #""\#(kind)":"# + (kind == "roots" ? "{}" : String(buffer: value.bytes))
        }
        json = "{" + members.joined(separator: ",") + "}"
    }
}

extension ClientRequest {
    /// What the client can be asked in the course of this request.
    var askable: AskableCapabilities {
        guard isStateless else { return session?.askable ?? .none }
        return AskableCapabilities(statelessCapabilities)
    }

    /// What a client without a handshake declares with this request; what cannot be read declares nothing.
    var statelessCapabilities: JSONText? { (try? StatelessEnvelope(message, envelope))?.clientCapabilities }

    /// The `_meta` of a request to a server without handshakes: the client's own, and what describes the request.
    func describedMeta(progressToken: Int64, traceparent: String?) -> ByteBuffer {
        let own = envelope.meta.flatMap { try? JSONText(message.piece($0)) }
        var members = (own?.members ?? []).compactMap { key, value -> String? in
            if StatelessResult.isReserved(key) || traceparent != nil && key == "traceparent" { return nil }
            return JSONString.quoting(key) + ":"
                + (key == "progressToken" ? String(progressToken) : String(buffer: value.bytes))
        }
        if let traceparent { members.append(#""traceparent":"\#(traceparent)""#) }
        let level = isStateless ? statelessLogLevel : session?.chosenLogLevel
        members.append(
            StatelessEnvelope.members(client: gateway, capabilities: askable.json, logLevel: level)
        )
        return ByteBuffer(string: "{" + members.joined(separator: ",") + "}")
    }
}
