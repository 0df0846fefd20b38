package import NIOCore

/// Results in the form of the revisions without handshake (specification 2026-07-28).
package enum StatelessResult {
    /// Keys of `_meta` that are between one client and the server that it speaks to.
    private static let reserved: Set<String> = [
        "io.modelcontextprotocol/protocolVersion", "io.modelcontextprotocol/clientInfo",
        "io.modelcontextprotocol/clientCapabilities", "io.modelcontextprotocol/logLevel",
        "io.modelcontextprotocol/subscriptionId",
    ]

    /// True for a key of a request's `_meta` that a gateway does not pass on.
    package static func isReserved(_ key: String) -> Bool { reserved.contains(key) }

    /// Adds what a complete result must say: its type, for how long whom it may be served again, and who answered.
    ///
    /// - Parameters:
    ///   - result: A result in the form of the revisions with handshake, as JSON.
    ///   - method: What was asked.
    ///   - implementation: The answering program's name and version, as JSON.
    ///   - hint: For how long it may be served again, unless it says so itself.
    /// - Returns: The result with what it said before; members that it has already stay.
    package static func complete(
        _ result: ByteBuffer,
        for method: MCPMethod?,
        by implementation: String,
        caching hint: CacheHint = .none
    ) -> ByteBuffer {
        guard let text = try? JSONText(result), text.isObject else { return result }
        let added = added(to: text, method, implementation, hint)
        var splicer = MessageSplicer()
        if let meta = text["_meta"], meta.isObject, let range = text.range(of: "_meta") {
            splicer.replace(range, with: stamped(meta, implementation))
        }
        let rest = splicer.applied(to: text.bytes)
        guard !added.isEmpty else { return rest }
        var complete = ByteBuffer(string: "{" + added)
        if text.keys.isEmpty {
            complete.writeString("}")
        } else {
            complete.writeString(",")
            complete.writeImmutableBuffer(rest.piece(1..<rest.readableBytes))
        }
        return complete
    }

    private static func added(
        to result: JSONText,
        _ method: MCPMethod?,
        _ implementation: String,
        _ hint: CacheHint
    ) -> String {
        var members: [String] = []
        if result["resultType"] == nil { members.append(#""resultType":"complete""#) }
        switch method {
        case .discover, .toolsList, .promptsList, .resourcesList, .resourceTemplatesList, .resourcesRead:
            for (key, json) in hint.members where result[key] == nil { members.append(#""\#(key)":\#(json)"#) }
        default: break
        }
        if result["_meta"] == nil {
            members.append(#""_meta":{"io.modelcontextprotocol/serverInfo":\#(implementation)}"#)
        }
        return members.joined(separator: ",")
    }

    /// The server that a client speaks to is the gateway, whatever stamp its own server left.
    private static func stamped(_ meta: JSONText, _ implementation: String) -> ByteBuffer {
        let key = "io.modelcontextprotocol/serverInfo"
        let others = meta.members.filter { $0.key != key }.map {
            JSONString.quoting($0.key) + ":" + String(buffer: $0.value.bytes)
        }
        let members = others + [#""\#(key)":\#(implementation)"#]
        return ByteBuffer(string: "{" + members.joined(separator: ",") + "}")
    }

    /// An error object in the codes of these revisions: a missing resource is an invalid parameter.
    package static func error(_ error: ByteBuffer) -> ByteBuffer {
        guard let text = try? JSONText(error), let range = text.range(of: "code"),
            text["code"]?.integer == Int64(JSONRPCErrorCode.resourceNotFound.rawValue)
        else { return error }
        var splicer = MessageSplicer()
        splicer.replace(range, with: Int64(JSONRPCErrorCode.invalidParams.rawValue))
        return splicer.applied(to: text.bytes)
    }
}
