import Foundation
import NIOCore
import NIOHTTP1

/// The bytes of a posted request's head that was let in, so that the next one need not be parsed if it has the same.
///
/// A client writes the same head over and over: from one message to the next only its `Content-Length` changes.
struct RepeatedHead {
    /// Longer heads are parsed each time.
    private static let longest = 4096
    /// Longer numbers are no lengths that anybody would send.
    private static let mostDigits = 9

    /// What was decided about such a head.
    let route: StreamableEndpoint.Route
    private let beforeLength: [UInt8]
    private let afterLength: [UInt8]

    /// Nil if a body could end otherwise than after the length that such a head announces, or the connection with it.
    ///
    /// - Parameters:
    ///   - bytes: The head up to and with the empty line, as it was parsed.
    ///   - head: What it was parsed into.
    ///   - route: What was decided about it.
    init?(_ bytes: ByteBuffer, _ head: RequestHead, route: StreamableEndpoint.Route) {
        guard bytes.readableBytes <= Self.longest, head.method == .POST, head.isKeepAlive, head.expect == nil,
            let length = head.contentLength,
            !head.headers.contains(name: "Transfer-Encoding"), !head.headers.contains(name: "Upgrade")
        else { return nil }
        let parts = bytes.withUnsafeReadableBytes { bytes -> (before: [UInt8], after: [UInt8])? in
            guard let digits = bytes.contentLengthDigits(), length.utf8.elementsEqual(bytes[digits]) else { return nil }
            return (Array(bytes[..<digits.lowerBound]), Array(bytes[digits.upperBound...]))
        }
        guard let parts else { return nil }
        (beforeLength, afterLength) = parts
        self.route = route
    }

    /// How long the head is that the bytes begin with, and the body that it announces; nil if it is another head.
    func match(_ bytes: ByteBuffer) -> (head: Int, body: Int)? {
        bytes.withUnsafeReadableBytes { bytes in
            guard bytes.has(beforeLength, at: 0) else { return nil }
            let digits = bytes[beforeLength.count...].prefix { $0.isDigit }
            guard (1...Self.mostDigits).contains(digits.count), bytes.has(afterLength, at: digits.endIndex) else {
                return nil
            }
            return (digits.endIndex + afterLength.count, digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) })
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func has(_ bytes: [UInt8], at place: Int) -> Bool {
        guard let baseAddress, count - place >= bytes.count else { return false }
        return memcmp(baseAddress + place, bytes, bytes.count) == 0
    }

    /// Where the number stands in the first field of a head that has this name.
    fileprivate func contentLengthDigits() -> Range<Int>? {
        let name = Array("\ncontent-length:".utf8)
        let field = indices.dropLast(name.count).first { start in
            self[start] == name[0]
                && self[start...].prefix(name.count).elementsEqual(name) { $0 == $1 || $0 | 0x20 == $1 }
        }
        guard let field else { return nil }
        let value = self[(field + name.count)...].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return value.startIndex..<(value.firstIndex { !$0.isDigit } ?? endIndex)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
