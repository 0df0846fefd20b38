/// A span's place in a trace (W3C Trace Context, `traceparent`).
package struct TraceContext: Hashable, Sendable {
    /// 32 hexadecimal digits, not all zero.
    package let traceID: String
    /// 16 hexadecimal digits, not all zero.
    package let spanID: String
    package let isSampled: Bool

    package init(traceID: String, spanID: String, isSampled: Bool) {
        (self.traceID, self.spanID, self.isSampled) = (traceID, spanID, isSampled)
    }

    /// Reads a `traceparent`; nil for one that has to be ignored.
    package init?(traceparent: String) {
        let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].count == 2, parts[0] != "ff", Self.isHex(parts[0]),
            parts[0] != "00" || parts.count == 4, parts[1].count == 32, Self.isHex(parts[1]),
            parts[2].count == 16, Self.isHex(parts[2]), parts[3].count == 2,
            let flags = UInt8(parts[3], radix: 16), Self.isHex(parts[3]),
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
        else { return nil }
        self.init(traceID: String(parts[1]), spanID: String(parts[2]), isSampled: flags & 1 == 1)
    }

    package var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    /// A new span of the same trace.
    package func child() -> TraceContext {
        TraceContext(traceID: traceID, spanID: Self.hex(UInt64.random(in: 1 ... .max)), isSampled: isSampled)
    }

    /// The first span of a new trace.
    package static func root(isSampled: Bool) -> TraceContext {
        TraceContext(
            traceID: hex(UInt64.random(in: 1 ... .max)) + hex(UInt64.random(in: 0 ... .max)),
            spanID: hex(UInt64.random(in: 1 ... .max)),
            isSampled: isSampled
        )
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func isHex(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
