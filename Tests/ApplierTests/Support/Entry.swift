import FoundationEssentials
import Planner
import Spec
import SystemPackage
import Testing

@testable import Applier

/// Entries of a journal, made from short literals.
enum Entry {
    static func make(
        _ id: String,
        commit: String? = nil,
        snapshot: ManifestSnapshot? = nil,
        result: ApplyReport.Result = .applied
    ) throws -> JournalEntry {
        var desired = try Sample.desired([])
        desired.revision = commit.map { Revision(reference: "main", commit: $0) }
        let outcome = ApplyReport.Outcome(address: try Sample.address("time"), action: .create, result: result)
        let run = ReconcileRun(
            desired: desired,
            report: ApplyReport(outcomes: [outcome], changedEngine: true),
            duration: .milliseconds(1250)
        )
        var origin = JournalEntry.Origin(kind: commit == nil ? "directory" : "git", place: "/srv/tools")
        origin.snapshot = snapshot?.digest
        return JournalEntry(run, by: "apply", from: origin, at: 1_000_000, user: 1000, id: id)
    }

    /// What is written down when a run begins: of a process that has ended, unless another one is named.
    static func begun(
        _ id: String,
        commit: String? = nil,
        snapshot: ManifestSnapshot? = nil,
        in process: RunningProcess = RunningProcess(id: 1, start: 0)
    ) throws -> JournalEntry {
        var entry = try make(id, commit: commit, snapshot: snapshot, result: .interrupted)
        (entry.status, entry.milliseconds, entry.process) = (JournalEntry.killedStatus, 0, process)
        return entry
    }
}

/// Snapshots of a directory whose one file has that text.
enum Snapshot {
    static func make(_ text: String) throws -> ManifestSnapshot {
        try withManifestDirectory(description: text) { try SpecLoader(tree: .directory($0)).read().snapshot }
    }

    private static func withManifestDirectory(
        description: String,
        _ body: (FilePath) throws -> ManifestSnapshot?
    ) throws -> ManifestSnapshot {
        let directory = try TemporaryDirectory()
        let owner = try Sample.owner()
        try "apiVersion: mcp-reconcile.dev/v1\nkind: Repository\nowner: \(owner)\n# \(description)\n"
            .write(toFile: directory.path + "/reconcile.yaml", atomically: true, encoding: .utf8)
        return try #require(try body(FilePath(directory.path)))
    }
}
