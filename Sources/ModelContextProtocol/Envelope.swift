package import NIOCore

/// Where the parts of one JSON-RPC 2.0 message stand in its bytes: what routing needs, found in one pass.
///
/// Ranges are offsets from the message's first readable byte and cover the value as it was sent, quotes included.
/// Nothing is decoded and encoded again, so unknown fields, big integers and odd spellings survive.
package struct Envelope: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case request, notification, response
        /// JSON, but no message of JSON-RPC 2.0, or one that two readers could understand differently because a member
        /// that routing depends on occurs twice.
        case invalid
    }

    package private(set) var kind = Kind.invalid
    /// The method, if it is one that the gateway acts on.
    package private(set) var knownMethod: MCPMethod?
    /// The method's text, quotes included.
    @CompactRange package private(set) var method: Range<Int>?
    /// A string or a number, or null in a response to what could not be read.
    @CompactRange package private(set) var id: Range<Int>?
    @CompactRange package private(set) var params: Range<Int>?
    @CompactRange package private(set) var result: Range<Int>?
    @CompactRange package private(set) var error: Range<Int>?
    /// `params.name`: the tool or prompt.
    @CompactRange package private(set) var name: Range<Int>?
    /// `params.arguments`: of a tool or prompt.
    @CompactRange package private(set) var arguments: Range<Int>?
    /// `params.uri`: the resource.
    @CompactRange package private(set) var uri: Range<Int>?
    /// `params.cursor` of a list request.
    @CompactRange package private(set) var cursor: Range<Int>?
    /// `params.requestId` of a cancellation.
    @CompactRange package private(set) var requestID: Range<Int>?
    /// `params.progressToken` of a progress notification.
    @CompactRange package private(set) var progressToken: Range<Int>?
    /// `params._meta`, if it is an object.
    @CompactRange package private(set) var meta: Range<Int>?
    /// `params._meta.traceparent`: the span that the message belongs to (W3C Trace Context).
    @CompactRange package private(set) var traceparent: Range<Int>?
    /// `params._meta.progressToken` of a request that wants to hear of its progress.
    @CompactRange package private(set) var requestedProgressToken: Range<Int>?
    /// `params._meta["io.modelcontextprotocol/protocolVersion"]`: the revision of a request that has no handshake
    /// (specification 2026-07-28).
    @CompactRange package private(set) var statelessVersion: Range<Int>?
    /// True if the message is spread over several lines, which the stdio transport does not carry.
    package private(set) var hasLineBreaks = false

    @CompactRange private var version: Range<Int>?
    private var isAmbiguous = false

    /// Reads the message that the buffer's readable bytes are.
    ///
    /// - Throws: ``MalformedJSON`` if they are no JSON object, or one with bytes behind it.
    package init(of message: ByteBuffer) throws(MalformedJSON) {
        let scanned = message.withUnsafeReadableBytes { bytes in
            Result { () throws(MalformedJSON) in try Self(scanning: bytes) }
        }
        self = try scanned.get()
    }

    private init(scanning bytes: UnsafeRawBufferPointer) throws(MalformedJSON) {
        var scanner = JSONScanner(bytes)
        try scanner.take(UInt8(ascii: "{"))
        var isFirst = true
        while let key = try scanner.nextKey(isFirst: isFirst) {
            isFirst = false
            switch EnvelopeKey(key, in: bytes) {
            case .jsonrpc: try Self.take(&scanner, into: &_version, &isAmbiguous)
            case .id: try Self.take(&scanner, into: &_id, &isAmbiguous)
            case .method: try Self.take(&scanner, into: &_method, &isAmbiguous)
            case .result: try Self.take(&scanner, into: &_result, &isAmbiguous)
            case .error: try Self.take(&scanner, into: &_error, &isAmbiguous)
            case .params: try takeParams(&scanner)
            default: try scanner.value(depth: 1)
            }
        }
        try scanner.finish()
        hasLineBreaks = scanner.hasLineBreaks
        classify(bytes)
    }

    private mutating func takeParams(_ scanner: inout JSONScanner) throws(MalformedJSON) {
        guard scanner.peek() == UInt8(ascii: "{") else {
            return try Self.take(&scanner, into: &_params, &isAmbiguous)
        }
        let start = scanner.position
        scanner.position += 1
        var isFirst = true
        while let key = try scanner.nextKey(isFirst: isFirst) {
            isFirst = false
            switch EnvelopeKey(key, in: scanner.bytes) {
            case .name: try Self.take(&scanner, into: &_name, &isAmbiguous, depth: 2)
            case .uri: try Self.take(&scanner, into: &_uri, &isAmbiguous, depth: 2)
            case .cursor: try Self.take(&scanner, into: &_cursor, &isAmbiguous, depth: 2)
            case .requestID: try Self.take(&scanner, into: &_requestID, &isAmbiguous, depth: 2)
            case .progressToken: try Self.take(&scanner, into: &_progressToken, &isAmbiguous, depth: 2)
            case .arguments: try Self.take(&scanner, into: &_arguments, &isAmbiguous, depth: 2)
            case .meta: try takeMeta(&scanner)
            default: try scanner.value(depth: 2)
            }
        }
        Self.fill(&_params, with: start..<scanner.position, &isAmbiguous)
    }

    private mutating func takeMeta(_ scanner: inout JSONScanner) throws(MalformedJSON) {
        guard scanner.peek() == UInt8(ascii: "{") else {
            try scanner.value(depth: 2)
            return
        }
        let start = scanner.position
        scanner.position += 1
        var isFirst = true
        defer { Self.fill(&_meta, with: start..<scanner.position, &isAmbiguous) }
        while let key = try scanner.nextKey(isFirst: isFirst) {
            isFirst = false
            switch EnvelopeKey(key, in: scanner.bytes) {
            case .traceparent: try Self.take(&scanner, into: &_traceparent, &isAmbiguous, depth: 3)
            case .progressToken: try Self.take(&scanner, into: &_requestedProgressToken, &isAmbiguous, depth: 3)
            case .statelessVersion: try Self.take(&scanner, into: &_statelessVersion, &isAmbiguous, depth: 3)
            default: try scanner.value(depth: 3)
            }
        }
    }

    private static func take(
        _ scanner: inout JSONScanner,
        into member: inout CompactRange,
        _ isAmbiguous: inout Bool,
        depth: Int = 1
    ) throws(MalformedJSON) {
        fill(&member, with: try scanner.value(depth: depth), &isAmbiguous)
    }

    private static func fill(_ member: inout CompactRange, with range: Range<Int>, _ isAmbiguous: inout Bool) {
        if member.wrappedValue != nil { isAmbiguous = true }
        member.wrappedValue = range
    }
}

// MARK: - What kind of message it is

extension Envelope {
    private mutating func classify(_ bytes: UnsafeRawBufferPointer) {
        guard !isAmbiguous, bytes.equal(version, "\"2.0\"") else { return }
        guard let method else {
            if id != nil, (result == nil) != (error == nil) { kind = .response }
            return
        }
        guard bytes[method.lowerBound] == UInt8(ascii: "\""), result == nil, error == nil else { return }
        knownMethod = MCPMethod(method, in: bytes)
        guard let id else {
            kind = .notification
            return
        }
        switch bytes[id.lowerBound] {
        case UInt8(ascii: "\""), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): kind = .request
        default: break
        }
    }
}

extension MCPMethod {
    fileprivate init?(_ quoted: Range<Int>, in bytes: UnsafeRawBufferPointer) {
        if bytes.equal(quoted, "\"tools/call\"") {
            self = .toolsCall
            return
        }
        let inner = (quoted.lowerBound + 1)..<(quoted.upperBound - 1)
        let text = String(decoding: bytes[inner], as: UTF8.self)
        self.init(rawValue: text.utf8.contains(UInt8(ascii: "\\")) ? JSONString.unescaping(text) : text)
    }
}
