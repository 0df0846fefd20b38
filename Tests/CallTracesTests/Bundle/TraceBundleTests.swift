@testable import CallTraces
import TestSupport
import Testing

@Suite struct TraceBundleTests {
    @Test func aTraceComesBackAsItWas() {
        let full = CallTrace(
            id: "0123456789abcdefghijkl",
            session: "s\u{0}1",
            client: "ein Clïent 😀",
            profile: "",
            server: "git",
            method: "tools/call",
            target: String(repeating: "ü", count: 5_000),
            arguments: "{}",
            result: "",
            start: sampleStart,
            duration: .max,
            queue: .min,
            backend: -1,
            gateway: 0,
            outcome: .toolError,
            error: "line\nbreak",
            traceID: "4bf92f3577b34da6a3ce929d0e0e4736",
            requestBytes: 127,
            resultBytes: 128
        )
        let bare = CallTrace.sample("bare", start: -5)
        #expect(Self.roundTrip([full, bare]) == [full, bare])
    }

    @Test func whateverIsInATraceComesBack() {
        var random = SplitMix64(state: 20_261_128)
        let traces = (0..<500).map { _ in Self.arbitrary(&random) }
        #expect(Self.roundTrip(traces) == traces)
    }

    @Test func knowsHowManyThereAreAndWhen() {
        var bundle = TraceBundle()
        for start in [30, 10, 20] { bundle.append(.sample("x", start: Int64(start))) }
        #expect(bundle.count == 3 && bundle.firstStart == 10 && bundle.lastStart == 30)
    }

    @Test func whatIsCutOffGivesTheTracesBefore() {
        let traces = CallTrace.samples(0..<3)
        let bytes = Self.bundle(traces).bytes
        for length in 0..<bytes.count {
            var bundled = BundledTraces(Array(bytes[..<length]))
            var read: [CallTrace] = []
            while let trace = bundled.next() { read.append(trace) }
            #expect(read == Array(traces.prefix(read.count)))
            #expect(bundled.isDamaged || length == Self.bundle(read).bytes.count)
        }
    }

    @Test func bytesThatAreNoBundleHarmNobody() {
        var random = SplitMix64(state: 11)
        let bytes = Self.bundle(CallTrace.samples(0..<3, result: "{}")).bytes
        for _ in 0..<5_000 {
            var garbled = bytes
            for _ in 0..<3 {
                let place = Int.random(in: garbled.indices, using: &random)
                garbled[place] = .random(in: 0...255, using: &random)
            }
            #expect(Array(BundledTraces(garbled)).count <= 3 * bytes.count)
        }
        var longest = BundledTraces([TraceBundle.form] + [UInt8](repeating: 0xFF, count: 40))
        #expect(longest.next() == nil && longest.isDamaged)
        var other = BundledTraces([TraceBundle.form + 1] + bytes.dropFirst())
        #expect(other.next() == nil && other.isDamaged)
    }

    private static func bundle(_ traces: [CallTrace]) -> TraceBundle {
        var bundle = TraceBundle()
        traces.forEach { bundle.append($0) }
        return bundle
    }

    private static func roundTrip(_ traces: [CallTrace]) -> [CallTrace] { Array(BundledTraces(bundle(traces).bytes)) }

    private static func arbitrary(_ random: inout SplitMix64) -> CallTrace {
        func text() -> String {
            let scalars: [Unicode.Scalar] = ["a", "\u{0}", "\n", "ß", "\u{FFFF}", "😀", "\""]
            return String(
                String.UnicodeScalarView(
                    (0..<Int.random(in: 0...200, using: &random)).map { _ in
                        scalars.randomElement(using: &random) ?? "a"
                    }
                )
            )
        }
        func maybe() -> String? { Bool.random(using: &random) ? text() : nil }
        func number() -> Int64 {
            Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random)
        }
        return CallTrace(
            id: text(),
            session: text(),
            client: maybe(),
            profile: text(),
            server: text(),
            method: text(),
            target: text(),
            arguments: maybe(),
            result: maybe(),
            start: number(),
            duration: number(),
            queue: number(),
            backend: number(),
            gateway: number(),
            outcome: CallTrace.Outcome.allCases.randomElement(using: &random) ?? .ok,
            error: maybe(),
            traceID: maybe(),
            requestBytes: number(),
            resultBytes: number()
        )
    }
}
