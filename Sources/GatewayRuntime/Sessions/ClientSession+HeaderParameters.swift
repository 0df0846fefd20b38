package import ModelContextProtocol
package import NIOCore

extension ClientSession {
    /// Tools say themselves which of their arguments clients repeat in headers; intermediaries decide by those, so they
    /// must say what the body does (specification 2026-07-28, basic/transports, custom headers).
    package func mismatch(of message: ByteBuffer, _ envelope: Envelope, values: (String) -> [String]) -> String? {
        guard envelope.knownMethod == .toolsCall, let name = envelope.name.flatMap({ message.string(at: $0) }),
            let headers = gateway.table.route(forTool: name)?.headers, !headers.isEmpty
        else { return nil }
        let arguments = envelope.arguments.flatMap { try? JSONText(message.piece($0)) }
        return headers.mismatch(with: arguments, values: values)
    }
}
