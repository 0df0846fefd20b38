import NIOHTTP1

/// The head of a request, with the fields that are asked for read out in one pass.
///
/// A field that comes twice has both values with a comma between them (RFC 9110 §5.3), which makes it none that is
/// expected where only one may be.
struct RequestHead: Sendable {
    let method: HTTPMethod
    /// The target up to its query.
    let path: Substring
    /// What follows the question mark.
    let query: Substring
    let version: HTTPVersion
    let isKeepAlive: Bool
    /// All of the fields.
    let headers: HTTPHeaders

    private(set) var accept: String?
    private(set) var authorization: String?
    private(set) var contentLength: String?
    private(set) var contentType: String?
    private(set) var expect: String?
    private(set) var host: String?
    private(set) var lastEventID: String?
    private(set) var mcpMethod: String?
    private(set) var mcpName: String?
    private(set) var mcpProtocolVersion: String?
    private(set) var mcpSessionID: String?
    private(set) var origin: String?

    init(_ head: HTTPRequestHead) {
        method = head.method
        let target = RequestTarget(head.uri)
        (path, query) = (target.path, target.query)
        version = head.version
        isKeepAlive = head.isKeepAlive
        headers = head.headers
        for (name, value) in head.headers { take(value, as: name) }
        if let authority = target.authority { host = authority }
    }

    /// Names are told apart by their length first: most need no comparison.
    private mutating func take(_ value: String, as name: String) {
        switch name.utf8.count {
        case 4: take(value, as: name, \.host, "host")
        case 6:
            take(value, as: name, \.accept, "accept")
            take(value, as: name, \.expect, "expect")
            take(value, as: name, \.origin, "origin")
        case 8: take(value, as: name, \.mcpName, "mcp-name")
        case 10: take(value, as: name, \.mcpMethod, "mcp-method")
        case 12: take(value, as: name, \.contentType, "content-type")
        case 13:
            take(value, as: name, \.authorization, "authorization")
            take(value, as: name, \.lastEventID, "last-event-id")
        case 14:
            take(value, as: name, \.contentLength, "content-length")
            take(value, as: name, \.mcpSessionID, "mcp-session-id")
        case 20: take(value, as: name, \.mcpProtocolVersion, "mcp-protocol-version")
        default: break
        }
    }

    private mutating func take(
        _ value: String,
        as name: String,
        _ field: WritableKeyPath<Self, String?>,
        _ expected: StaticString
    ) {
        guard name.isEqualIgnoringCase(expected) else { return }
        self[keyPath: field] = self[keyPath: field].map { "\($0), \(value)" } ?? value
    }

    /// The bytes that the body is said to have; 0 if nothing is said.
    var announcedLength: Int { contentLength.flatMap { Int($0) } ?? 0 }
}

extension String {
    /// Compares with ASCII of the same length that is in lower case.
    fileprivate func isEqualIgnoringCase(_ lowercased: StaticString) -> Bool {
        var index = 0
        for byte in utf8 {
            let folded = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            guard folded == lowercased.utf8Start[index] else { return false }
            index += 1
        }
        return true
    }
}
