import ModelContextProtocol
import NIOCore

extension ClientRequest {
    /// Answers with a server's response, in the form of the request's era.
    func finish(_ response: ByteBuffer, _ envelope: Envelope) {
        guard isStateless else {
            var splicer = MessageSplicer()
            splicer.replace(envelope.id, with: id)
            return finish(splicer.applied(to: response))
        }
        if let result = envelope.result {
            finish(result: response.piece(result))
        } else if let error = envelope.error {
            finish(Message.error(StatelessResult.error(response.piece(error)), id: id))
        }
    }

    /// Answers with a result as JSON, in the form of the request's era.
    func finish(result: ByteBuffer, caching hint: CacheHint = .none) {
        guard isStateless else { return finish(Message.result(result, id: id)) }
        let whole = StatelessResult.complete(result, for: envelope.knownMethod, by: gateway, caching: hint)
        finish(Message.result(whole, id: id))
    }

    /// Whether its parameters are an object, if it has any.
    var hasNamedParameters: Bool { envelope.params.map(message.isObject(at:)) ?? true }

    /// The gateway's name and version, as JSON.
    var gateway: String { session?.gateway.implementation ?? "{}" }

    /// Where a member stands in the message, by the keys that lead to it.
    func range(of path: [String]) -> Range<Int>? {
        guard var text = try? JSONText(message) else { return nil }
        // The text begins where the message does, but for white space.
        var start = message.readableBytesView.prefix { $0 <= 0x20 }.count
        for (index, key) in path.enumerated() {
            guard let range = text.range(of: key), let next = text[key] else { return nil }
            start += range.lowerBound
            if index == path.count - 1 { return start..<(start + range.count) }
            text = next
        }
        return nil
    }

    /// The `_meta` of a request without handshake as servers with handshakes get it: without what is between the
    /// client and the gateway (specification 2026-07-28, basic).
    func statelessMeta(progressToken: Int64, traceparent: String?) -> (range: Range<Int>, bytes: ByteBuffer)? {
        guard isStateless, let range = range(of: ["params", "_meta"]), let meta = try? JSONText(message.piece(range))
        else { return nil }
        var members = meta.members.compactMap { key, value -> String? in
            if StatelessResult.isReserved(key) || traceparent != nil && key == "traceparent" { return nil }
            let isToken = key == "progressToken"
            return JSONString.quoting(key) + ":" + (isToken ? String(progressToken) : String(buffer: value.bytes))
        }
        if let traceparent { members.append(#""traceparent":"\#(traceparent)""#) }
        return (range, ByteBuffer(string: "{" + members.joined(separator: ",") + "}"))
    }
}
