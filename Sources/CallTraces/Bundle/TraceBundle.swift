/// Traces as bytes, one after the other: what is kept of calls that come faster than rows are written.
///
/// A text is its length plus one and its UTF-8, or a zero if there is none; a number is folded so that small ones of
/// either sign are short. Lengths and numbers take seven bits a byte, the lowest first, with the eighth set in all but
/// the last (LEB128).
struct TraceBundle: Sendable {
    /// The first byte, for what reads bundles of another form.
    static let form: UInt8 = 1

    private(set) var bytes: [UInt8]
    private(set) var count = 0
    /// When the earliest of them began, in microseconds since 1970.
    private(set) var firstStart = Int64.max
    /// When the latest of them began.
    private(set) var lastStart = Int64.min

    init() {
        bytes = [Self.form]
    }

    mutating func append(_ trace: CallTrace) {
        append(trace.id)
        append(trace.session)
        append(trace.client)
        append(trace.profile)
        append(trace.server)
        append(trace.method)
        append(trace.target)
        append(trace.arguments)
        append(trace.result)
        append(trace.start)
        append(trace.duration)
        append(trace.queue)
        append(trace.backend)
        append(trace.gateway)
        append(trace.outcome.rawValue)
        append(trace.error)
        append(trace.traceID)
        append(trace.requestBytes)
        append(trace.resultBytes)
        count += 1
        firstStart = min(firstStart, trace.start)
        lastStart = max(lastStart, trace.start)
    }

    private mutating func append(_ text: String?) {
        guard var text else { return bytes.append(0) }
        text.withUTF8 { utf8 in
            append(UInt64(utf8.count) + 1)
            bytes.append(contentsOf: utf8)
        }
    }

    private mutating func append(_ number: Int64) {
        append(UInt64(bitPattern: number << 1 ^ number >> 63))
    }

    private mutating func append(_ number: UInt64) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
