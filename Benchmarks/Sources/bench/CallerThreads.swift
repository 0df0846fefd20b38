import Dispatch
import Synchronization

/// One caller that makes one call at a time.
protocol Caller {
    /// Makes a call and returns when its answer is there.
    mutating func call() throws
    /// Gives back what is the caller's alone.
    func end()
}

/// A thread for each caller, which makes one call after the other until the callers' share of `count` is done.
enum CallerThreads {
    /// Runs the callers to their end, and something beside them on this thread.
    ///
    /// Each caller is made on its own thread, from its index.
    static func run(
        callers: Int,
        count: Int,
        make: @escaping @Sendable (Int) throws -> some Caller,
        alongside: () throws -> Void = {}
    ) throws -> Sample {
        let outcome = Outcome()
        let group = DispatchGroup()
        let begin = now()
        for index in 0..<callers {
            // A queue of its own: a blocked queue never keeps another one's thread.
            DispatchQueue(label: "caller \(index)").async(group: group) {
                outcome.add(Result { try latencies(of: try make(index), calls: count / callers) })
            }
        }
        try alongside()
        group.wait()
        return Sample(latencies: try outcome.latencies(), started: begin)
    }

    private static func latencies(of caller: some Caller, calls: Int) throws -> [UInt64] {
        var caller = caller
        defer { caller.end() }
        var latencies: [UInt64] = []
        latencies.reserveCapacity(calls)
        for _ in 0..<calls {
            let sent = now()
            try caller.call()
            latencies.append(now() - sent)
        }
        return latencies
    }

    private final class Outcome: Sendable {
        private let results = Mutex<[Result<[UInt64], any Error>]>([])

        func add(_ result: Result<[UInt64], any Error>) { results.withLock { $0.append(result) } }

        func latencies() throws -> [UInt64] { try results.withLock { try $0.flatMap { try $0.get() } } }
    }
}
