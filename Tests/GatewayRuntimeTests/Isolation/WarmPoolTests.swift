import ContainerEngine
import Logging
import NIOEmbedded
import Synchronization
import Testing

@testable import GatewayRuntime

@Suite struct WarmPoolTests {
    @Test func aBurstOfAsManyCallsAsCopiesWaitIsServedAtOnce() {
        let (starter, pool) = makePool(warm: 8)
        pool.fill()
        while starter.startOne() {}
        #expect(starter.started == 8)
        let served = Counter()
        for _ in 0..<8 { pool.take { if case .success = $0 { served.add() } } }
        #expect(served.count == 8, "none of them waited for a start")
        while starter.startOne() {}
        #expect(starter.started == 16, "as many wait again")
    }

    @Test func nothingWaitsWhereNothingShall() {
        let (starter, pool) = makePool(warm: 0)
        pool.fill()
        #expect(!starter.startOne())
        let served = Counter()
        pool.take { if case .success = $0 { served.add() } }
        #expect(served.count == 0 && starter.startOne() && served.count == 1)
        #expect(!starter.startOne())
    }

    @Test func copiesThatAreTooManyEnd() {
        let (starter, pool) = makePool(warm: 4)
        pool.fill()
        while starter.startOne() {}
        pool.keep(warm: 1)
        #expect(starter.ended == 3 && !starter.startOne())
        pool.keep(warm: 3)
        while starter.startOne() {}
        #expect(starter.started == 6)
    }

    private func makePool(warm: Int) -> (Starter, WarmPool) {
        let starter = Starter()
        return (starter, WarmPool(warm: warm) { starter.wish($0) })
    }
}

/// Starts copies when the test says so.
private final class Starter: Sendable {
    private let wishes = Mutex<[WarmPool.Waiter]>([])
    private let counts = Mutex((started: 0, ended: 0))

    var started: Int { counts.withLock { $0.started } }
    var ended: Int { counts.withLock { $0.ended } }

    func wish(_ waiter: @escaping WarmPool.Waiter) {
        wishes.withLock { $0.append(waiter) }
    }

    func startOne() -> Bool {
        guard let waiter = wishes.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return false }
        counts.withLock { $0.started += 1 }
        let link = ChannelLink(channel: NIOAsyncTestingChannel())
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let connection = BackendConnection(link: link, logger: logger)
        waiter(
            .success(EphemeralServer(connection, in: ContainerID("x")) { _ in self.counts.withLock { $0.ended += 1 } })
        )
        return true
    }
}

private final class Counter: Sendable {
    private let number = Mutex(0)

    var count: Int { number.withLock { $0 } }

    func add() { number.withLock { $0 += 1 } }
}
