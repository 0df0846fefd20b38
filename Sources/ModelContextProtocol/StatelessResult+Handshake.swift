package import NIOCore

// What servers without handshakes answer, in the form of the revisions with one.

extension StatelessResult {
    private static let added = ["resultType", "ttlMs", "cacheScope"]
    private static let serverInfo = "io.modelcontextprotocol/serverInfo"

    /// Takes away what a result says in the revisions without handshake only, and what the others cannot read.
    ///
    /// - Parameter result: A complete result as JSON.
    /// - Returns: The rest of it.
    package static func simplified(_ result: ByteBuffer) -> ByteBuffer {
        guard let text = try? JSONText(result), text.isObject else { return result }
        var members = text.members.filter { key, value in
            // Before 2026-07-28 it is an object or nothing.
            !added.contains(key) && (key != "structuredContent" || value.isObject)
        }
        if let index = members.firstIndex(where: { $0.key == "_meta" }), members[index].value[serverInfo] != nil {
            let meta = members[index].value.members.filter { $0.key != serverInfo }
            if meta.isEmpty { members.remove(at: index) } else { members[index].value = JSONText(members: meta) }
        }
        return JSONText(members: members).bytes
    }

    /// An error object in the codes of the revisions with handshake.
    ///
    /// - Parameters:
    ///   - error: As JSON.
    ///   - method: What was asked.
    /// - Returns: The same with the code that means it there.
    package static func handshakeError(_ error: ByteBuffer, of method: MCPMethod?) -> ByteBuffer {
        guard let text = try? JSONText(error), let range = text.range(of: "code") else { return error }
        let code: JSONRPCErrorCode
        switch text["code"]?.integer.flatMap({ JSONRPCErrorCode(rawValue: Int($0)) }) {
        case .invalidParams where method == .resourcesRead && text["data"]?["uri"] != nil: code = .resourceNotFound
        case .headerMismatch, .unsupportedProtocolVersion: code = .internalError
        default: return error
        }
        var splicer = MessageSplicer()
        splicer.replace(range, with: Int64(code.rawValue))
        return splicer.applied(to: text.bytes)
    }

    /// An error object for a client without handshakes: what is between the gateway and its server is no fault of the
    /// client's.
    package static func relayedError(_ error: ByteBuffer) -> ByteBuffer {
        guard let text = try? JSONText(error), let range = text.range(of: "code"),
            let code = text["code"]?.integer.flatMap({ JSONRPCErrorCode(rawValue: Int($0)) }),
            code == .headerMismatch || code == .unsupportedProtocolVersion
        else { return error }
        var splicer = MessageSplicer()
        splicer.replace(range, with: Int64(JSONRPCErrorCode.internalError.rawValue))
        return splicer.applied(to: text.bytes)
    }
}

extension JSONText {
    /// An object of members that were read from other texts.
    fileprivate init(members: [(key: String, value: JSONText)]) {
        var bytes = ByteBuffer(string: "{")
        for (index, member) in members.enumerated() {
            if index > 0 { bytes.writeString(",") }
            bytes.writeString(JSONString.quoting(member.key) + ":")
            bytes.writeImmutableBuffer(member.value.bytes)
        }
        bytes.writeString("}")
        self.init(checked: bytes)
    }
}
