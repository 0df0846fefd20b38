import Glibc
package import NIOCore

extension ByteBuffer {
    /// True if the bytes at the range are these.
    package func equals(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return withUnsafeReadableBytes { bytes in
            guard let base = bytes.baseAddress else { return text.utf8CodeUnitCount == 0 }
            return memcmp(base + range.lowerBound, text.utf8Start, range.count) == 0
        }
    }

    /// The integer that stands at the range, if it is one of 64 bits and nothing else.
    package func integer(at range: Range<Int>) -> Int64? {
        guard range.count <= 20 else { return nil }
        return Int64(text(at: range))
    }

    /// The bytes at the range as they are.
    package func text(at range: Range<Int>) -> String {
        getString(at: readerIndex + range.lowerBound, length: range.count) ?? ""
    }

    /// The string that stands at the range with its quotes; nil if the value is no string.
    package func string(at range: Range<Int>) -> String? {
        let quote = UInt8(ascii: "\"")
        guard range.count >= 2, getInteger(at: readerIndex + range.lowerBound, as: UInt8.self) == quote else { return nil }
        let inner = text(at: (range.lowerBound + 1)..<(range.upperBound - 1))
        return inner.utf8.contains(UInt8(ascii: "\\")) ? JSONString.unescaping(inner) : inner
    }
}
