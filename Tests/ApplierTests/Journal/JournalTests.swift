@testable import Applier
import FoundationEssentials
import Glibc
import Planner
import Spec
import SystemPackage
import Testing

@Suite struct JournalTests {
    private let directory: TemporaryDirectory
    private let journal: Journal

    init() throws {
        directory = try TemporaryDirectory()
        journal = Journal(in: FilePath(directory.path))
    }

    private func text() throws -> String { try String(contentsOfFile: journal.path.string, encoding: .utf8) }

    private func append(_ text: String) throws {
        let file = try FileDescriptor.open(
            journal.path,
            .writeOnly,
            options: [.append, .create],
            permissions: .ownerReadWrite
        )
        _ = try file.closeAfter { try file.writeAll(text.utf8) }
    }

    private var snapshots: [String] {
        // A directory that is not there has no snapshots.
        ((try? FileManager.default.contentsOfDirectory(atPath: directory.path + "/snapshots")) ?? []).sorted()
    }

    @Test func nothingIsRememberedWithoutAFile() throws {
        #expect(try journal.content() == JournalContent())
        #expect(try Journal(in: "/no/such/place").content() == JournalContent())
    }

    @Test func entriesComeBackAsTheyWereOldestFirst() async throws {
        var first = try Entry.make("a", commit: "1")
        first.plan = "sha256:0"
        first.origin.environment = "prod"
        let second = try Entry.make("b", commit: "2", result: .failed(OperationFailure(code: .engine, message: "no")))
        try await journal.record(first)
        try await journal.record(second)

        #expect(try journal.content().entries == [first, second])
        #expect(try text().split(separator: "\n").count == 2)
        #expect(second.status == 7 && second.servers.first?.reason == "no")
    }

    @Test func nobodyElseCanReadIt() async throws {
        let snapshot = try Snapshot.make("one")
        try await journal.record(try Entry.make("a", snapshot: snapshot), keeping: snapshot)
        let copy = "snapshots/\(snapshot.digest).json"
        for (name, mode) in [("journal.jsonl", 0o600), ("snapshots", 0o700), (copy, 0o600)] {
            var status = stat()
            try #require(stat("\(directory.path)/\(name)", &status) == 0, "\(name)")
            #expect(Int(status.st_mode & 0o777) == mode, "\(name)")
        }
    }

    @Test func onlyTheLastFiftyAreKept() async throws {
        for number in 0..<140 { try await journal.record(try Entry.make("\(number)", commit: "\(number)")) }

        #expect(try journal.content().entries.map(\.id) == (90..<140).map(String.init))
        let lines = try text().split(separator: "\n").count
        #expect(lines >= Journal.capacity && lines <= Journal.capacity + Journal.slack, "\(lines)")
    }

    @Test(arguments: [
        "{\"format\":1,\"id\":\"cut of", "\u{0}\u{0}\u{0}", "{}\n", "no JSON at all\n", "{\"format\":2}\n",
    ])
    func whatCannotBeUnderstoodIsPassedOver(damage: String) async throws {
        let (first, second) = (try Entry.make("a", commit: "1"), try Entry.make("b", commit: "2"))
        try await journal.record(first)
        try append(damage)
        #expect(try journal.content().entries == [first])
        try await journal.record(second)

        let content = try journal.content()
        #expect(content.entries == [first, second])
        #expect(content.unreadable == 1)
    }

    @Test func aFileThatIsTooLongIsReadFromItsEnd() async throws {
        try append(String(repeating: String(repeating: "x", count: 1 << 20) + "\n", count: 33))
        let entry = try Entry.make("a", commit: "1")
        try await journal.record(entry)
        #expect(try journal.content().entries == [entry])
    }

    @Test func theSameFailureIsRememberedOnce() async throws {
        let failure = OperationFailure(code: .engine, message: "no")
        try await journal.record(try Entry.make("a", commit: "1", result: .failed(failure)))
        try await journal.record(try Entry.make("b", commit: "1", result: .failed(failure)))
        #expect(try journal.content().entries.map(\.id) == ["a"])
        try await journal.record(try Entry.make("c", commit: "2", result: .failed(failure)))
        try await journal.record(try Entry.make("d", commit: "2"))
        try await journal.record(try Entry.make("e", commit: "2"))
        #expect(try journal.content().entries.map(\.id) == ["a", "c", "d", "e"])
    }

    @Test func severalWritersLoseNothing() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask { [path = directory.path] in
                    let journal = Journal(in: FilePath(path))
                    for number in 0..<10 {
                        try await journal.record(try Entry.make("\(writer)-\(number)", commit: "\(writer)-\(number)"))
                    }
                }
            }
            try await group.waitForAll()
        }
        let content = try journal.content()
        #expect(Set(content.entries.map(\.id)).count == 40)
        #expect(content.unreadable == 0)
    }

    @Test func aWriterThatDoesNotEndIsNotWaitedForForever() async throws {
        let holder = try LockHolder(path: directory.path + "/journal.lock")
        defer { holder.killAndWait() }
        let entry = try Entry.make("a", commit: "1")
        let error = await #expect(throws: ApplyError.self) { try await journal.record(entry) }
        #expect(error?.code == .locked)
        #expect(try journal.content().entries.isEmpty)
    }

    @Test func nothingIsWrittenThroughALink() async throws {
        try await journal.record(try Entry.make("a", commit: "1"))
        let kept = directory.path + "/kept"
        try FileManager.default.moveItem(atPath: journal.path.string, toPath: kept)
        try #require(symlink(kept, journal.path.string) == 0)
        await #expect(throws: Errno.self) { try await journal.record(try Entry.make("b", commit: "2")) }
        #expect(try String(contentsOfFile: kept, encoding: .utf8).split(separator: "\n").count == 1)
    }

    @Test func aReasonIsEscapedAndShort() throws {
        let message = "\u{1B}[31m" + String(repeating: "x", count: 1000)
        let failure = OperationFailure(code: .engine, message: message)
        let reason = try #require(try Entry.make("a", commit: "1", result: .failed(failure)).servers.first?.reason)
        #expect(reason.hasPrefix("\\u{1B}[31mxxx"))
        #expect(reason.count == JournalEntry.reasonLimit)
    }

    @Test func manyServersAreCountedAndNotNamed() throws {
        let outcomes = try (0..<300).map { number in
            ApplyReport.Outcome(address: try Sample.address("s\(number)"), action: .create, result: .applied)
        }
        let run = ReconcileRun(
            desired: try Sample.desired([]),
            report: ApplyReport(outcomes: outcomes, changedEngine: true),
            duration: .seconds(1)
        )
        let origin = JournalEntry.Origin(kind: "directory", place: "/srv")
        let entry = JournalEntry(run, by: "apply", from: origin, at: 1, user: 0)
        #expect(entry.servers.count == JournalEntry.serverLimit)
        #expect(entry.omitted == 300 - JournalEntry.serverLimit)
        #expect(entry.id.count == 8)
    }

    // MARK: Snapshots

    @Test func aSnapshotLivesAsLongAsAnEntryNamesIt() async throws {
        let (first, second) = (try Snapshot.make("one"), try Snapshot.make("two"))
        try await journal.record(try Entry.make("a", snapshot: first), keeping: first)
        try await journal.record(try Entry.make("b", snapshot: second), keeping: second)
        try await journal.record(try Entry.make("c", snapshot: first), keeping: first)
        #expect(snapshots == [first, second].map { "\($0.digest).json" }.sorted())
        #expect(journal.snapshot(first.digest) == first)

        for number in 0..<Journal.capacity {
            try await journal.record(try Entry.make("\(number)", commit: "\(number)"))
        }
        #expect(snapshots.isEmpty)
        #expect(journal.snapshot(first.digest) == nil)
    }

    @Test func aSnapshotThatIsNotWhatItWasIsNone() async throws {
        let snapshot = try Snapshot.make("one")
        try await journal.record(try Entry.make("a", snapshot: snapshot), keeping: snapshot)
        let place = "\(directory.path)/snapshots/\(snapshot.digest).json"
        let text = try String(contentsOfFile: place, encoding: .utf8)
        try text.replacing("one", with: "two").write(toFile: place, atomically: true, encoding: .utf8)
        #expect(journal.snapshot(snapshot.digest) == nil)
        #expect(journal.snapshot("../journal") == nil)

        try await journal.record(try Entry.make("b", snapshot: snapshot), keeping: snapshot)
        #expect(journal.snapshot(snapshot.digest) == snapshot)
    }
}
