@testable import Applier
import FoundationEssentials
import Glibc
import Planner
import Spec
import SystemPackage
import Testing

/// What a journal holds of runs that have begun.
@Suite struct BegunRunTests {
    private let directory: TemporaryDirectory
    private let journal: Journal

    init() throws {
        directory = try TemporaryDirectory()
        journal = Journal(in: FilePath(directory.path))
    }

    private func lines() throws -> [Substring] {
        try String(contentsOfFile: journal.path.string, encoding: .utf8).split(separator: "\n")
    }

    private var ids: [String] {
        get throws { try journal.content().entries.map(\.id) }
    }

    @Test func itsEndTakesThePlaceOfItsBeginning() async throws {
        let (first, second) = (try Entry.make("a", commit: "1"), try Entry.make("b", commit: "2"))
        try await journal.record(first)
        try await journal.record(try Entry.begun("b", commit: "2"))
        #expect(try ids == ["a", "b"])
        try await journal.record(second)
        #expect(try journal.content().entries == [first, second])
        #expect(try lines().count == 2)
    }

    @Test func whatHasNoEndWasKilledUnlessItsProcessRuns() async throws {
        let snapshot = try Snapshot.make("one")
        try await journal.record(try Entry.begun("a", snapshot: snapshot), keeping: snapshot)
        try await journal.record(try Entry.begun("b", commit: "2", in: .current))
        try await journal.record(try Entry.make("c", commit: "3"))
        let content = try journal.content()
        #expect(content.entries.map(\.result) == [.killed, .underWay, .applied])
        #expect(content.unreadable == 0)
        #expect(journal.snapshot(snapshot.digest) == snapshot)
    }

    @Test func aProcessIsToldApartFromLaterOnesOfItsNumber() throws {
        let current = RunningProcess.current
        #expect(current.id == getpid() && current.isAlive)
        #expect(!RunningProcess(id: current.id, start: current.start + 1).isAlive)
        #expect(!RunningProcess(id: -1, start: 0).isAlive)
    }

    /// Members and values as programs read them that know nothing of runs without an end.
    @Test func programsBeforeReadItAsARunThatFailed() async throws {
        struct OldEntry: Decodable {
            struct Origin: Decodable {
                let kind, place, directory: String
                let targets, excludes: [String]
                let isEmpty: Bool
            }

            struct Server: Decodable {
                let address, action, result: String
            }

            let format: Int
            let id, command: String
            let time, milliseconds: Int64
            let user: UInt32
            let origin: Origin
            let servers: [Server]
            let omitted: Int
            let status: Int32
        }
        try await journal.record(try Entry.begun("a", commit: "1"))
        let line = try #require(try lines().first)
        let old = try JSONDecoder().decode(OldEntry.self, from: Data(line.utf8))
        #expect(old.format == 1 && old.status == 137)
        #expect(["unchanged", "applied", "failed", "interrupted", "rolled-back"].contains(old.servers[0].result))
    }

    @Test func runsThatAreKilledCountAmongTheFifty() async throws {
        for number in 0..<70 {
            try await journal.record(try Entry.begun("\(number)", commit: "\(number)"))
            if number % 2 == 0 { try await journal.record(try Entry.make("\(number)", commit: "\(number)")) }
        }
        #expect(try ids == (20..<70).map(String.init))
        #expect(try lines().count <= Journal.capacity + Journal.slack)
    }

    @Test func whatFailsTheSameWayAgainLeavesNoSecondEntry() async throws {
        let failure = ApplyReport.Result.failed(OperationFailure(code: .engine, message: "no"))
        for id in ["a", "b", "c"] {
            try await journal.record(try Entry.begun(id, commit: "1"))
            try await journal.record(try Entry.make(id, commit: "1", result: failure))
        }
        #expect(try ids == ["a"])
        #expect(try lines().count == 1)
    }

    @Test func whatIsKilledAgainAndAgainLeavesTheLastEntry() async throws {
        for id in ["a", "b", "c"] { try await journal.record(try Entry.begun(id, commit: "1")) }
        #expect(try ids == ["c"])
        try await journal.record(try Entry.begun("d", commit: "2"))
        #expect(try ids == ["c", "d"])
        // Another one of the same that runs still is not lost.
        try await journal.record(try Entry.begun("e", commit: "2", in: .current))
        try await journal.record(try Entry.begun("f", commit: "2"))
        #expect(try ids == ["c", "e", "f"])
    }

    @Test func whatCannotBeUnderstoodStaysWhereARunEnds() async throws {
        try await journal.record(try Entry.make("a", commit: "1"))
        let path = journal.path.string
        let damaged = try String(contentsOfFile: path, encoding: .utf8) + "{\"format\":2,\"id\":\"later\"}\n"
        try damaged.write(toFile: path, atomically: true, encoding: .utf8)
        try await journal.record(try Entry.begun("b", commit: "2"))
        try await journal.record(try Entry.make("b", commit: "2"))
        let content = try journal.content()
        #expect(content.entries.map(\.id) == ["a", "b"])
        #expect(content.unreadable == 1)
        #expect(try lines()[1].contains("later"))
    }
}
