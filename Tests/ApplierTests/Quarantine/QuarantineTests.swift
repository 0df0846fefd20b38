import ContainerEngine
import FoundationEssentials
import Glibc
import Planner
import Spec
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Applier

/// What fails its gate again and again, before a fake engine and in files.
@Suite struct QuarantineTests {
    @Test func nobodyIsAskedForWhatIsQuarantined() async throws {
        let directory = try TemporaryDirectory()
        let files = QuarantineFiles(in: FilePath(directory.path))
        try #require(mkdir(files.directory.string, 0o700) == 0)
        try await FleetWorld.run { world in
            let desired = try await FleetScenario.rollback.prepare(world)
            let clock = ManualClock()
            let (hints, hint) = AsyncStream.makeStream(of: Void.self)
            let quarantined = Signal()
            let reports = Mutex(0)
            let loop = ReconcileLoop(
                hints: hints,
                load: { desired },
                reconciler: world.reconciler(),
                clock: clock,
                quarantines: files,
                events: { event in
                    switch event {
                    case .quarantined: quarantined.fire()
                    case .reconciled: reports.withLock { $0 += 1 }
                    default: break
                    }
                }
            )
            async let running: Void = loop.run()
            for await delay in clock.sleeps.prefix(2) { clock.advance(by: delay) }
            await quarantined.wait()
            #expect(files.current.map(\.address) == [try Sample.address("time")])
            #expect(files.current.first?.reason == "exit code 1")
            #expect(files.current.first?.since != nil)

            world.engine.forgetRequests()
            hint.yield()
            while world.engine.requests.isEmpty { await Task.yield() }
            hint.finish()
            try await running
            #expect(world.engine.mutations == [])
            #expect(reports.withLock { $0 } == 3)
            try await world.expectConverged(to: try FleetScenario.rollback.expected(desired))
        }
    }

    @Test func whatAnEarlierLoopGaveUpIsTriedByTheNext() async throws {
        let directory = try TemporaryDirectory()
        let files = QuarantineFiles(in: FilePath(directory.path))
        try #require(mkdir(files.directory.string, 0o700) == 0)
        let (time, other) = (try Sample.address("time"), try Sample.address("other"))
        for address in [time, other] { try files.write(Quarantine(address: address, reason: "ended"), at: 7) }
        #expect(files.current.map(\.since) == [7, 7])
        try await FleetWorld.run { world in
            let desired = try Sample.desired([try Sample.server("time")])
            let (hints, hint) = AsyncStream.makeStream(of: Void.self)
            hint.finish()
            let loop = ReconcileLoop(
                hints: hints,
                load: { desired },
                reconciler: world.reconciler(),
                quarantines: files,
                events: { _ in }
            )
            try await loop.run()
            try await world.expectConverged(to: desired)
        }
        // Another profile's loop may have written the other one.
        #expect(files.current.map(\.address) == [other])
    }

    @Test(arguments: ["", "{}", #"{"profile":"..","server":"x","reason":"","since":1}"#])
    func whatCannotBeUnderstoodIsLeftOut(text: String) throws {
        let directory = try TemporaryDirectory()
        let files = QuarantineFiles(in: FilePath(directory.path))
        try #require(mkdir(files.directory.string, 0o700) == 0)
        try text.write(toFile: files.directory.appending("dev.time.json").string, atomically: true, encoding: .utf8)
        #expect(files.current == [])
        try files.remove([try Sample.address("time"), try Sample.address("absent")])
        #expect(access(files.directory.appending("dev.time.json").string, F_OK) != 0)
    }

    @Test func withoutADirectoryNothingIsQuarantined() throws {
        let files = QuarantineFiles(in: "/nonexistent/place")
        #expect(files.current == [])
        try files.remove([try Sample.address("time")])
        #expect(throws: Errno.self) {
            try files.write(Quarantine(address: try Sample.address("time"), reason: ""), at: 1)
        }
    }
}
