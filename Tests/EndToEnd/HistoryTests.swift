import Foundation
import SystemPackage
import TestSupport
import Testing

/// `history` and `rollback` of the built program, before an engine that is none.
@Suite(.timeLimit(.minutes(5)))
struct HistoryTests {
    private static let journal = "state/mcp-reconcile/\(PlanBench.owner)/journal.jsonl"
    private static let first = "command: [\"--first\"]"
    private static let second = "command: [\"--second\"]"

    private static func apply(_ bench: PlanBench, _ servers: [String: String], _ arguments: [String] = []) async throws
    {
        try bench.write(servers)
        let applied = try await bench.program(["apply", "--yes"] + arguments)
        try #require(applied.status == 0, "\(applied)")
    }

    private static func entries(_ bench: PlanBench, _ arguments: String...) async throws -> [Document.Entry] {
        let history = try await bench.program(["history", "--format", "json"] + arguments)
        try #require(history.status == 0, "\(history)")
        return try JSONDecoder().decode(Document.self, from: Data(history.output.utf8)).entries
    }

    // MARK: History

    @Test func whatChangedTheEngineIsRemembered() async throws {
        try await PlanBench.lend { bench in
            try await Self.apply(bench, ["one": Self.first, "two": ""])
            try await Self.apply(bench, ["one": Self.first, "two": ""])
            try await Self.apply(bench, ["one": Self.second])
            #expect(try await bench.program("destroy", "--yes").status == 0)

            let entries = try await Self.entries(bench)
            #expect(entries.map(\.command) == ["destroy", "apply", "apply"])
            #expect(
                entries.map { $0.servers.map { "\($0.action) \($0.address) \($0.result)" } } == [
                    ["remove dev/one applied"],
                    ["replace dev/one applied", "remove dev/two applied"],
                    ["create dev/one applied", "create dev/two applied"],
                ]
            )
            #expect(entries.map(\.exitStatus) == [0, 0, 0])
            #expect(entries[0].manifests == nil)
            #expect(entries[1].manifests?.place == bench.directory.string)
            #expect(entries[1].planDigest?.hasPrefix("sha256:") == true)
            #expect(try await Self.entries(bench, "--limit", "1") == [entries[0]])
            #expect(try await Self.entries(bench, "--server", "two") == Array(entries[1...]))
            #expect(try await Self.entries(bench, "--server", "prod/*") == [])

            let text = try await bench.program("history")
            #expect(text.output.contains("± dev/one, - dev/two"), "\(text)")
            let shown = try await bench.program("history", "show", String(entries[1].id.prefix(5)))
            #expect(shown.output.contains("\n  ± dev/one  replace, applied\n"), "\(shown)")
            #expect(shown.output.contains("(exit status 0)"), "\(shown)")
            let document = try await bench.program("history", "show", entries[1].id, "--format", "json")
            let entry = try JSONDecoder().decode(Document.Entry.self, from: Data(document.output.utf8))
            #expect(entry == entries[1])
            let unknown = try await bench.program("history", "show", "zzz")
            #expect(unknown.status == 3 && unknown.error.contains("nothing is remembered of a run 'zzz'"), "\(unknown)")
        }
    }

    @Test func aFailureIsRememberedWithItsReason() async throws {
        try await PlanBench.lend { bench in
            try await Self.apply(bench, ["one": ""])
            try bench.write(["one": "", "two": ""])
            try bench.write("image: example/gone:1\n", to: "servers/two.yaml")
            for _ in 0..<2 { #expect(try await bench.program("apply", "--yes").status == 1) }

            let entries = try await Self.entries(bench)
            #expect(entries.map(\.result) == ["failed", "applied"])
            #expect(entries[0].servers.map(\.address) == ["dev/two"])
            #expect(entries[0].servers[0].reason?.contains("example/gone:1") == true)
        }
    }

    @Test func manifestsNeedNotBeValid() async throws {
        try await PlanBench.lend { bench in
            try await Self.apply(bench, ["one": ""])
            try bench.write("servers: {", to: "profiles/dev.yaml")
            #expect(try await Self.entries(bench).count == 1)
            let suspended = try await bench.program("suspend", "--reason", "a mistake")
            #expect(suspended.status == 0, "\(suspended)")
            #expect(try await bench.program("resume").output == "resumed\n")

            try bench.write("owner: {", to: "reconcile.yaml")
            let unknown = try await bench.program("history")
            #expect(unknown.status == 3 && unknown.error.contains("give --owner"), "\(unknown)")
            #expect(try await Self.entries(bench, "--owner", PlanBench.owner).count == 1)
            #expect(try await bench.program("history", "--owner", "me").status == 64)
        }
    }

    @Test func aJournalThatCannotBeWrittenStopsNothing() async throws {
        try await PlanBench.lend { bench in
            try bench.write("", to: "state/mcp-reconcile")
            try bench.write(["one": ""])
            let applied = try await bench.program("apply", "--yes")
            #expect(applied.status == 0, "\(applied)")
            #expect(applied.error.contains("warning: history is not kept: "), "\(applied)")
            #expect(bench.engine.model.containers.count == 1)
        }
    }

    @Test func whatIsDamagedIsPassedOver() async throws {
        try await PlanBench.lend { bench in
            try await Self.apply(bench, ["one": ""])
            try bench.write(try bench.text(of: Self.journal) + "{\"cut", to: Self.journal)
            try await Self.apply(bench, ["two": ""])
            let history = try await bench.program("history")
            #expect(history.output.split(separator: "\n").count == 3, "\(history)")
            #expect(history.error.contains("1 line of "), "\(history)")
        }
    }

    @Test func aCredentialInManifestsIsNotCopied() async throws {
        try await PlanBench.lend { bench in
            let password = "correct-horse-battery"
            try await Self.apply(
                bench,
                ["one": "env: [ { name: DATABASE, value: \"postgres://me:\(password)@db/x\" } ]"]
            )
            let shown = try await bench.program("history", "show", try await Self.entries(bench)[0].id)
            #expect(shown.output.contains("none: a credential seems to be written in the manifests"), "\(shown)")
            let state = bench.directory.appending("state").string
            for file in try #require(FileManager.default.subpaths(atPath: state)) {
                let bytes = FileManager.default.contents(atPath: "\(state)/\(file)") ?? Data()
                #expect(!String(decoding: bytes, as: UTF8.self).contains(password), "\(file)")
            }
        }
    }

    @Test func applyingByHandSaysThatNothingFollows() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": ""])
            #expect(try await bench.program("suspend", "--reason", "a freeze").status == 0)
            let applied = try await bench.program("apply", "--yes")
            #expect(applied.status == 0, "\(applied)")
            #expect(applied.error.contains("note: 'watch' and 'gateway run' are suspended since "), "\(applied)")
            #expect(applied.error.contains(": a freeze\n"), "\(applied)")
        }
    }
}

extension HistoryTests {
    /// What `history --format json` prints.
    fileprivate struct Document: Decodable {
        struct Entry: Decodable, Equatable {
            struct Origin: Decodable, Equatable {
                let kind: String
                let place: String
                let revision: String?
            }

            struct Server: Decodable, Equatable {
                let address: String
                let action: String
                let result: String
                let reason: String?
            }

            let id: String
            let command: String
            let result: String
            let manifests: Origin?
            let planDigest: String?
            let servers: [Server]
            let exitStatus: Int

            enum CodingKeys: String, CodingKey {
                case id, command, result, manifests, servers
                case planDigest = "plan_digest"
                case exitStatus = "exit_status"
            }
        }

        let entries: [Entry]
    }
}
