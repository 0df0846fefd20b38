import Glibc
package import NIOCore

/// One tool of a `tools/list` result: its name, and its whole definition as the server wrote it.
package struct ListedTool: Hashable, Sendable {
    package let name: String
    /// The tool's JSON object.
    package let definition: ByteBuffer
    /// Where the name stands in the definition, quotes included.
    package let nameRange: Range<Int>
    package let descriptionText: String?
}

/// One page of a `tools/list` result.
package struct ToolPage: Hashable, Sendable {
    package private(set) var tools: [ListedTool] = []
    /// Entries that are no tools: no name, or an input schema that is no object.
    package private(set) var invalidEntries = 0
    /// The cursor of the next page as it was sent, quotes included; nil at the end.
    package private(set) var nextCursor: ByteBuffer?

    /// Reads a page from a response.
    ///
    /// - Parameter result: Where the response's `result` stands.
    package init(_ response: ByteBuffer, result: Range<Int>) throws(MalformedJSON) {
        let text = response.piece(result)
        let scanned = text.withUnsafeReadableBytes { bytes in
            Result { () throws(MalformedJSON) in try Self.scan(bytes) }
        }
        let page = try scanned.get()
        nextCursor = page.cursor.map { text.piece($0) }
        for entry in page.entries {
            guard let tool = ListedTool(text.piece(entry)) else {
                invalidEntries += 1
                continue
            }
            tools.append(tool)
        }
    }

    private static func scan(
        _ bytes: UnsafeRawBufferPointer
    ) throws(MalformedJSON) -> (entries: [Range<Int>], cursor: Range<Int>?) {
        var scanner = JSONScanner(bytes)
        var entries: [Range<Int>] = []
        var cursor: Range<Int>?
        try scanner.members { scanner, key throws(MalformedJSON) in
            if bytes.equal(key, "\"tools\""), scanner.peek() == UInt8(ascii: "[") {
                try scanner.elements { scanner throws(MalformedJSON) in entries.append(try scanner.value()) }
            } else {
                let value = try scanner.value()
                if bytes.equal(key, "\"nextCursor\""), bytes[value.lowerBound] == UInt8(ascii: "\"") { cursor = value }
            }
        }
        return (entries, cursor)
    }
}

extension ListedTool {
    /// Nil if the object is no tool that a client could accept.
    fileprivate init?(_ definition: ByteBuffer) {
        guard let found = definition.withUnsafeReadableBytes({ bytes in try? Self.scan(bytes) }),
            let nameRange = found.name, let name = definition.string(at: nameRange), !name.isEmpty,
            found.hasObjectSchema
        else { return nil }
        self.init(
            name: name,
            definition: definition,
            nameRange: nameRange,
            descriptionText: found.description.flatMap { definition.string(at: $0) }
        )
    }

    private struct Parts {
        var name: Range<Int>?
        var description: Range<Int>?
        var hasObjectSchema = false
    }

    private static func scan(_ bytes: UnsafeRawBufferPointer) throws(MalformedJSON) -> Parts {
        var scanner = JSONScanner(bytes)
        var parts = Parts()
        try scanner.members { scanner, key throws(MalformedJSON) in
            let isSchema = bytes.equal(key, "\"inputSchema\"") && scanner.peek() == UInt8(ascii: "{")
            if isSchema { parts.hasObjectSchema = true }
            let value = try scanner.value()
            if bytes.equal(key, "\"name\"") { parts.name = value }
            if bytes.equal(key, "\"description\"") { parts.description = value }
        }
        return parts
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func equal(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount, let baseAddress else { return false }
        return memcmp(baseAddress + range.lowerBound, text.utf8Start, range.count) == 0
    }
}
