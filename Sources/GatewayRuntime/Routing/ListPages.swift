import ModelContextProtocol
import NIOCore

/// The results of one list request, made beforehand: one page, unless the list is so long that a client could choke on
/// it.
struct ListPages: Sendable {
    /// Bytes of definitions on one page.
    ///
    /// Many clients read only the first page, so one page is the rule.
    static let pageBytes = 8 << 20

    /// The entries' definitions in their order.
    let definitions: [ByteBuffer]
    private let first: ByteBuffer
    private let rest: [String: ByteBuffer]

    /// Makes the pages; the tag tells this list's cursors from another's.
    init(
        _ kind: ListKind,
        _ definitions: [ByteBuffer],
        pageBytes: Int = pageBytes,
        tag: UInt64 = .random(in: .min ... .max)
    ) {
        self.definitions = definitions
        var pages: [[ByteBuffer]] = [[]]
        var bytes = 0
        for definition in definitions {
            if bytes > 0, bytes + definition.readableBytes > pageBytes {
                pages.append([])
                bytes = 0
            }
            pages[pages.endIndex - 1].append(definition)
            bytes += definition.readableBytes
        }
        let cursors = pages.indices.map { "\(String(tag, radix: 36))-\($0)" }
        let results = pages.indices.map { Self.result(kind, pages[$0], next: cursors.dropFirst($0 + 1).first) }
        first = results[0]
        rest = Dictionary(uniqueKeysWithValues: zip(cursors, results).dropFirst())
    }

    /// The page at a cursor, nil being the first page's; nil for a cursor that is not of this list.
    func page(at cursor: String?) -> ByteBuffer? {
        guard let cursor else { return first }
        return rest[cursor]
    }

    private static func result(_ kind: ListKind, _ definitions: [ByteBuffer], next cursor: String?) -> ByteBuffer {
        var result = ByteBuffer(string: #"{"\#(kind.rawValue)":["#)
        for (index, definition) in definitions.enumerated() {
            if index > 0 { result.writeInteger(UInt8(ascii: ",")) }
            result.writeImmutableBuffer(definition)
        }
        result.writeString(cursor.map { #"],"nextCursor":"\#($0)"}"# } ?? "]}")
        return result
    }
}
