@testable import CallTraces
import Testing

@Suite struct TraceQueueTests {
    @Test func keepsTheNewestAndCountsTheRest() {
        var queue = filled(capacity: 3, with: 0..<5)
        #expect(queue.dropped == 2)
        #expect(queue.takeTraces() == CallTrace.samples(2..<5))
        #expect(queue.count == 0 && queue.bytes == 0)
    }

    @Test func putsBackInFrontOfWhatCameMeanwhile() {
        var queue = filled(capacity: 4, with: 0..<3)
        let taken = queue.take(2)
        queue.append(.sample("new"))
        queue.putBack(taken)
        #expect(queue.takeTraces() == CallTrace.samples(0..<3) + [.sample("new")])
        #expect(queue.dropped == 0)
    }

    @Test func dropsTheOldestOfWhatIsPutBack() {
        var queue = filled(capacity: 3, with: 0..<3)
        let taken = queue.take(3)
        queue.append(.sample("new"))
        queue.append(.sample("newer"))
        queue.putBack(taken)
        #expect(queue.dropped == 2)
        #expect(queue.takeTraces() == CallTrace.samples(2..<3) + [.sample("new"), .sample("newer")])
    }

    @Test func largeTracesAreBoundedByTheirBytes() {
        let large = CallTrace.samples(0..<4, result: String(repeating: "x", count: 10_000))
        var queue = TraceQueue(capacity: 100, maximumBytes: 25_000)
        large.forEach { queue.append($0) }
        #expect(queue.dropped == 2)
        #expect(queue.takeTraces() == Array(large[2...]))
    }

    @Test func survivesManyRounds() {
        var queue = TraceQueue(capacity: 7, maximumBytes: .max)
        for round in 0..<50 {
            let traces = CallTrace.samples(round * 5..<round * 5 + 5)
            traces.forEach { queue.append($0) }
            #expect(queue.takeTraces() == traces)
        }
        #expect(queue.dropped == 0)
    }

    @Test func recordingMakesFewBundlesOfManyTraces() {
        var queue = filled(capacity: 65_536, with: 0..<2_000)
        let bundles = queue.take(.max)
        #expect(bundles.count == 4 && queue.count == 0 && queue.bytes == 0)
        #expect(bundles.flatMap { BundledTraces($0.bytes) } == CallTrace.samples(0..<2_000))
    }

    private func filled(capacity: Int, with numbers: Range<Int>) -> TraceQueue {
        var queue = TraceQueue(capacity: capacity, maximumBytes: .max)
        CallTrace.samples(numbers).forEach { queue.append($0) }
        return queue
    }
}

extension TraceQueue {
    fileprivate mutating func takeTraces() -> [CallTrace] { take(.max).flatMap { BundledTraces($0.bytes) } }
}
