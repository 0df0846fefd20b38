import Synchronization
import Testing

/// Signals of a watch, as a test counts them and waits for them.
final class Signals: Sendable {
    /// Far more than any notice takes: it only ends a test that fails.
    private static let deadline: Duration = .seconds(30)

    private let total = Mutex(0)
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var count: Int { total.withLock { $0 } }

    func send() {
        total.withLock { $0 += 1 }
        continuation.yield()
    }

    /// Returns at the next signal, or at one that has come since the last call.
    func wait(for what: String) async throws {
        let isThere = await withTaskGroup(of: Bool.self) { group in
            group.addTask { [stream] in await stream.first { true } != nil }
            group.addTask {
                // Cut short as soon as the signal is there.
                try? await Task.sleep(for: Self.deadline)
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            return first
        }
        try #require(isThere, "no signal for \(what)")
    }
}
