package import NIOCore

/// A result that asks something back before it is complete (specification 2026-07-28, input required results).
package struct InputRequired: Hashable, Sendable {
    /// What the client shall answer.
    package struct Request: Hashable, Sendable {
        /// Under which the client answers.
        package let key: String
        package let method: MCPMethod
        /// As JSON; nil if there are none.
        package let params: ByteBuffer?
    }

    /// Requests of one result; more are no sensible form.
    private static let maximumRequests = 32

    package let requests: [Request]
    /// What the server wants back with the answers, as the JSON string that it is; nil for nothing.
    package let state: ByteBuffer?

    /// Reads a result.
    ///
    /// - Throws: ``MalformedJSON`` for one that asks nothing, or something that no client can be asked.
    package init(_ result: JSONText) throws(MalformedJSON) {
        let state = result["requestState"]
        guard state?.string != nil || state == nil else { throw MalformedJSON(offset: 0) }
        let members = result["inputRequests"]?.members ?? []
        guard !members.isEmpty || state != nil, members.count <= Self.maximumRequests else {
            throw MalformedJSON(offset: 0)
        }
        var requests: [Request] = []
        for (key, value) in members {
            let method = value["method"]?.string.flatMap(MCPMethod.init)
            guard let method, [.rootsList, .createMessage, .createElicitation].contains(method),
                !requests.contains(where: { $0.key == key })
            else { throw MalformedJSON(offset: 0) }
            requests.append(Request(key: key, method: method, params: value["params"]?.bytes))
        }
        self.requests = requests
        self.state = state?.bytes
    }
}
