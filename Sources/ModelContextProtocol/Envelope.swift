import Glibc
package import NIOCore

/// Where the parts of one JSON-RPC 2.0 message stand in its bytes: what routing needs, found in one pass.
///
/// Ranges are offsets from the message's first byte and cover the value as it was sent, quotes included, so unknown
/// fields, big integers and odd spellings survive: nothing is decoded and encoded again.
package struct Envelope: Hashable, Sendable {
    package private(set) var id: Range<Int>?
    package private(set) var method: Range<Int>?
    package private(set) var params: Range<Int>?
    package private(set) var result: Range<Int>?
    package private(set) var error: Range<Int>?
    /// `params.name`: the tool or prompt.
    package private(set) var name: Range<Int>?
    /// `params.requestId` of a cancellation.
    package private(set) var requestID: Range<Int>?
    /// `params.progressToken` of a progress notification.
    package private(set) var progressToken: Range<Int>?
    /// `params._meta.progressToken` of a request that wants to hear of its progress.
    package private(set) var requestedProgressToken: Range<Int>?
    /// `params.cursor` of a list request.
    package private(set) var cursor: Range<Int>?
    /// `params.protocolVersion` or `result.protocolVersion` of a handshake.
    package private(set) var protocolVersion: Range<Int>?

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
        var envelope = Self()
        try scanner.members { scanner, key throws(MalformedJSON) in
            switch Key(bytes, key) {
            case .id: envelope.id = try scanner.value()
            case .method: envelope.method = try scanner.value()
            case .params: envelope.params = try envelope.scanParams(&scanner, bytes)
            case .result: envelope.result = try envelope.scanParams(&scanner, bytes)
            case .error: envelope.error = try scanner.value()
            default: try scanner.value(depth: 1)
            }
        }
        guard scanner.peek() == nil else { throw MalformedJSON(offset: scanner.position) }
        self = envelope
    }

    private init() {}

    private mutating func scanParams(
        _ scanner: inout JSONScanner,
        _ bytes: UnsafeRawBufferPointer
    ) throws(MalformedJSON) -> Range<Int> {
        guard scanner.peek() == UInt8(ascii: "{") else { return try scanner.value(depth: 1) }
        let start = scanner.position
        var found = self
        try scanner.members { scanner, key throws(MalformedJSON) in
            switch Key(bytes, key) {
            case .name: found.name = try scanner.value(depth: 2)
            case .requestID: found.requestID = try scanner.value(depth: 2)
            case .progressToken: found.progressToken = try scanner.value(depth: 2)
            case .cursor: found.cursor = try scanner.value(depth: 2)
            case .protocolVersion: found.protocolVersion = try scanner.value(depth: 2)
            case .meta: found.requestedProgressToken = try Self.scanMeta(&scanner, bytes)
            default: try scanner.value(depth: 2)
            }
        }
        self = found
        return start..<scanner.position
    }

    private static func scanMeta(
        _ scanner: inout JSONScanner,
        _ bytes: UnsafeRawBufferPointer
    ) throws(MalformedJSON) -> Range<Int>? {
        guard scanner.peek() == UInt8(ascii: "{") else {
            try scanner.value(depth: 2)
            return nil
        }
        var token: Range<Int>?
        try scanner.members { scanner, key throws(MalformedJSON) in
            let value = try scanner.value(depth: 3)
            if Key(bytes, key) == .progressToken { token = value }
        }
        return token
    }
}

/// The keys that an envelope knows; a key spelled with escapes is not one of them.
private enum Key: String {
    case id, method, params, result, error, name, cursor, progressToken, protocolVersion
    case requestID = "requestId"
    case meta = "_meta"

    init?(_ bytes: UnsafeRawBufferPointer, _ quoted: Range<Int>) {
        guard let base = bytes.baseAddress else { return nil }
        for key in Self.all where quoted.count - 2 == key.bytes.utf8CodeUnitCount {
            if memcmp(base + quoted.lowerBound + 1, key.bytes.utf8Start, quoted.count - 2) == 0 {
                self = key.key
                return
            }
        }
        return nil
    }

    private static let all: [(bytes: StaticString, key: Key)] = [
        ("id", .id), ("method", .method), ("params", .params), ("result", .result), ("error", .error),
        ("name", .name), ("cursor", .cursor), ("progressToken", .progressToken),
        ("protocolVersion", .protocolVersion), ("requestId", .requestID), ("_meta", .meta),
    ]
}
