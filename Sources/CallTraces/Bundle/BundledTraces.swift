/// Reads the traces of a bundle back, as far as they are intact: what comes from a disk may be anything.
struct BundledTraces: Sequence, IteratorProtocol {
    private struct Damage: Error {}

    private var rest: ArraySlice<UInt8>
    /// Whether what follows cannot be read.
    private(set) var isDamaged = false

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
        if rest.popFirst() != TraceBundle.form { (isDamaged, rest) = (true, []) }
    }

    mutating func next() -> CallTrace? {
        guard !rest.isEmpty else { return nil }
        do {
            return try trace()
        } catch {
            (isDamaged, rest) = (true, [])
            return nil
        }
    }

    private mutating func trace() throws(Damage) -> CallTrace {
        var trace = CallTrace(
            id: try text(),
            session: try text(),
            client: try optionalText(),
            profile: try text(),
            server: try text(),
            method: try text(),
            target: try text(),
            arguments: try optionalText(),
            result: try optionalText(),
            start: try number(),
            duration: try number(),
            queue: try number(),
            backend: try number(),
            gateway: try number(),
            outcome: try outcome()
        )
        trace.error = try optionalText()
        trace.traceID = try optionalText()
        trace.requestBytes = try number()
        trace.resultBytes = try number()
        return trace
    }

    private mutating func outcome() throws(Damage) -> CallTrace.Outcome {
        guard let outcome = CallTrace.Outcome(rawValue: try text()) else { throw Damage() }
        return outcome
    }

    private mutating func text() throws(Damage) -> String {
        guard let text = try optionalText() else { throw Damage() }
        return text
    }

    private mutating func optionalText() throws(Damage) -> String? {
        let length = try unsigned()
        guard length > 0 else { return nil }
        guard length - 1 <= rest.count else { throw Damage() }
        let utf8 = rest.prefix(Int(length - 1))
        rest = rest.dropFirst(utf8.count)
        guard let text = String(validating: utf8, as: UTF8.self) else { throw Damage() }
        return text
    }

    private mutating func number() throws(Damage) -> Int64 {
        let folded = try unsigned()
        return Int64(bitPattern: folded >> 1) ^ -Int64(bitPattern: folded & 1)
    }

    private mutating func unsigned() throws(Damage) -> UInt64 {
        var (number, shift) = (UInt64(0), UInt64(0))
        while shift < 64, let byte = rest.popFirst() {
            number |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return number }
            shift += 7
        }
        throw Damage()
    }
}
