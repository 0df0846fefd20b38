import Applier
import Foundation
import Spec
import Synchronization
import Testing

@Suite struct ApplyLockTests {
    private let directory: TemporaryDirectory
    private let lock: ApplyLock

    init() throws {
        directory = try TemporaryDirectory()
        lock = ApplyLock(environment: ["XDG_RUNTIME_DIR": directory.path], userID: 0)
    }

    @Test func theBodysValueAndErrorComeThrough() async throws {
        let owner = try Sample.owner()
        let value = try await lock.withLock(of: owner, waitingUpTo: .zero) { () throws(ApplyError) in 7 }

        #expect(value == 7)
        await #expect(throws: ApplyError.self) {
            try await lock.withLock(of: owner, waitingUpTo: .zero) { () throws(ApplyError) in
                throw ApplyError(code: .engine, doing: "testing")
            }
        }
        try await lock.withLock(of: owner, waitingUpTo: .zero) { () throws(ApplyError) in }
    }

    @Test func aSecondHolderIsRefusedAndToldWhoHoldsIt() async throws {
        let owner = try Sample.owner()
        try await lock.withLock(of: owner, waitingUpTo: .zero) { () async throws(ApplyError) in
            let error = await Self.failure { () async throws(ApplyError) in
                try await lock.withLock(of: owner, waitingUpTo: .zero) { () throws(ApplyError) in }
            }
            #expect(error?.code == .locked)
            #expect(error?.exitCode == 6)
            #expect(error?.description.contains("process \(ProcessInfo.processInfo.processIdentifier)") == true)
        }
    }

    @Test func aWaitEndsAtItsDeadlineAndSoDoManyThatNobodyWaitsForAnyMore() async throws {
        let owner = try Sample.owner()
        try await lock.withLock(of: owner, waitingUpTo: .zero) { () async throws(ApplyError) in
            for attempt in 1...20 {
                let clock = ManualClock()
                async let failure = Self.failure { () async throws(ApplyError) in
                    try await lock.withLock(of: owner, waitingUpTo: .seconds(5), on: clock) { () throws(ApplyError) in }
                }
                // From the ninth on there is no thread left to wait on, so they do not wait.
                if attempt <= 8 {
                    for await _ in clock.sleeps.prefix(1) {}
                    clock.advance(by: .seconds(5))
                }
                #expect(await failure?.code == .locked)
            }
        }
    }

    @Test func ownersDoNotWaitForEachOther() async throws {
        let other = try #require(OwnerID("0a1b2c3d-0000-4000-8000-000000000002"))
        let owner = try Sample.owner()
        try await lock.withLock(of: owner, waitingUpTo: .zero) { () async throws(ApplyError) in
            try await lock.withLock(of: other, waitingUpTo: .zero) { () throws(ApplyError) in }
        }
    }

    @Test func bodiesOfOneOwnerNeverOverlap() async throws {
        let owner = try Sample.owner()
        let (lock, occupancy) = (lock, Occupancy())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await lock.withLock(of: owner, waitingUpTo: .seconds(60)) { () async throws(ApplyError) in
                        occupancy.enter()
                        await Task.yield()
                        occupancy.leave()
                    }
                }
            }
            try await group.waitForAll()
        }

        #expect(occupancy.most == 1)
        #expect(occupancy.total == 8)
    }

    @Test func aHolderThatIsKilledLeavesTheLockFree() async throws {
        let owner = try Sample.owner()
        try await lock.withLock(of: owner, waitingUpTo: .zero) { () throws(ApplyError) in }
        let holder = try LockHolder(path: "\(directory.path)/mcp-reconcile/\(owner).lock")

        await #expect(throws: ApplyError.self) {
            try await lock.withLock(of: owner, waitingUpTo: .zero) { () throws(ApplyError) in }
        }
        holder.killAndWait()
        try await lock.withLock(of: owner, waitingUpTo: .seconds(60)) { () throws(ApplyError) in }
    }

    @Test func aWaiterGetsTheLockWhenItsHolderDies() async throws {
        let owner = try Sample.owner()
        try await lock.withLock(of: owner, waitingUpTo: .zero) { () throws(ApplyError) in }
        let holder = try LockHolder(path: "\(directory.path)/mcp-reconcile/\(owner).lock")
        let clock = ManualClock()

        async let waiter: Void = lock.withLock(of: owner, waitingUpTo: .seconds(5), on: clock) {
            () throws(ApplyError) in
        }
        for await _ in clock.sleeps.prefix(1) {}
        holder.killAndWait()
        try await waiter
    }

    @Test func aCancelledWaitEndsAndLeavesTheLockUsable() async throws {
        let owner = try Sample.owner()
        let clock = ManualClock()
        try await lock.withLock(of: owner, waitingUpTo: .zero) { () async throws(ApplyError) in
            let error = await withTaskGroup(of: ApplyError?.self) { group in
                group.addTask {
                    await Self.failure { () async throws(ApplyError) in
                        try await lock.withLock(of: owner, waitingUpTo: .seconds(5), on: clock) {
                            () throws(ApplyError) in
                        }
                    }
                }
                for await _ in clock.sleeps.prefix(1) {}
                group.cancelAll()
                return await group.next() ?? nil
            }
            #expect(error?.code == .interrupted)
        }
        try await lock.withLock(of: owner, waitingUpTo: .seconds(60)) { () throws(ApplyError) in }
    }

    @Test func aDirectoryThatIsNoneOrNotOursIsRefused() async throws {
        try Data().write(to: URL(filePath: "\(directory.path)/mcp-reconcile"))
        let owner = try Sample.owner()
        let error = await Self.failure { () async throws(ApplyError) in
            try await lock.withLock(of: owner, waitingUpTo: .zero) { () throws(ApplyError) in }
        }
        #expect(error?.code == .lockUnavailable)
        #expect(error?.exitCode == 1)
    }

    @Test func aDirectoryThatOthersCanWriteToIsRefused() async throws {
        let place = "\(directory.path)/mcp-reconcile"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
        try #require(chmod(place, 0o777) == 0)
        let owner = try Sample.owner()
        let error = await Self.failure { () async throws(ApplyError) in
            try await lock.withLock(of: owner, waitingUpTo: .zero) { () throws(ApplyError) in }
        }
        #expect(error?.code == .lockUnavailable)
    }

    private static func failure(_ body: () async throws(ApplyError) -> Void) async -> ApplyError? {
        do {
            try await body()
            return nil
        } catch {
            return error
        }
    }
}

/// How many are inside at once.
private final class Occupancy: Sendable {
    private let counts = Mutex((now: 0, most: 0, total: 0))

    var most: Int { counts.withLock { $0.most } }
    var total: Int { counts.withLock { $0.total } }

    func enter() {
        counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.total + 1) }
    }

    func leave() {
        counts.withLock { $0.now -= 1 }
    }
}
