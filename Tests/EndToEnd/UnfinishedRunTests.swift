import ContainerEngine
import Foundation
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// What `history` and `rollback` make of runs that did not come to their end, before an engine that is none.
@Suite(.timeLimit(.minutes(5)))
struct UnfinishedRunTests {
    private struct Document: Decodable {
        struct Entry: Decodable {
            let id: String
            let command: String
            let result: String
            let exitStatus: Int?
            let milliseconds: Int?
            let servers: [Server]

            enum CodingKeys: String, CodingKey {
                case id, command, result, milliseconds, servers
                case exitStatus = "exit_status"
            }
        }

        struct Server: Decodable {
            let address, action, result: String
        }

        let entries: [Entry]
    }

    /// Two servers whose arguments say which state it is.
    private static func servers(_ state: String) -> [String: String] {
        ["one": "command: [\"--\(state)\"]", "two": "command: [\"--\(state)\"]"]
    }

    private static func apply(_ bench: PlanBench, _ state: String) async throws {
        try bench.write(servers(state))
        let applied = try await bench.program("apply", "--yes")
        try #require(applied.status == 0, "\(applied)")
    }

    private static func history(_ bench: PlanBench) async throws -> [Document.Entry] {
        let history = try await bench.program("history", "--format", "json")
        try #require(history.status == 0, "\(history)")
        return try JSONDecoder().decode(Document.self, from: Data(history.output.utf8)).entries
    }

    private static func commands(_ bench: PlanBench) -> [String] {
        bench.engine.model.containers.flatMap { $0.configuration["Cmd"].elements.compactMap(\.text) }.sorted()
    }

    /// Begins an apply that the engine lets create so many containers and no more, lends it to the body, and ends it.
    private static func apply(
        _ bench: PlanBench,
        _ state: String,
        creating count: Int,
        _ body: @Sendable (Companion, Gate) async throws -> Void
    ) async throws -> ExitStatus {
        try bench.write(servers(state))
        let (open, closed) = (Gate(), Gate())
        open.open()
        if count > 0 { bench.engine.inject(.stall(open), on: .post("/containers/create"), times: count) }
        bench.engine.inject(.stall(closed), on: .post("/containers/create"))
        defer { closed.open() }
        let apply = bench.command(["apply", "--yes", "--parallel", "1", "--format", "jsonl"])
        return try await Companion.running(apply) { process in
            for _ in 0...count {
                _ = try await process.line { $0.contains("\"op_start\"") && $0.contains("container.create") }
            }
            try await body(process, closed)
            for await _ in process.lines {}
        }.status
    }

    @Test(arguments: [0, 1])
    func aKilledRunIsWhatIsGoneBackFrom(created: Int) async throws {
        try await PlanBench.lend { bench in
            for state in ["first", "second"] { try await Self.apply(bench, state) }
            let killed = try await Self.apply(bench, "third", creating: created) { process, _ in
                let entry = try #require(try await Self.history(bench).first)
                #expect(entry.result == "under way" && entry.exitStatus == nil, "\(entry)")
                let list = try await bench.program("history", "--limit", "1")
                #expect(list.output.contains("  under way  … dev/one, … dev/two\n"), "\(list)")
                try process.send(.kill)
            }
            #expect(killed == 137)

            let entries = try await Self.history(bench)
            #expect(entries.map(\.result) == ["killed", "applied", "applied"])
            let entry = try #require(entries.first)
            #expect(entry.command == "apply" && entry.exitStatus == 137 && entry.milliseconds == nil, "\(entry)")
            let servers = entry.servers.map { "\($0.action) \($0.address) \($0.result)" }
            #expect(servers == ["replace dev/one interrupted", "replace dev/two interrupted"])
            let shown = try await bench.program("history", "show", entry.id)
            #expect(shown.output.contains("killed: it began at that time, and did not come to its end\n"), "\(shown)")

            let rolledBack = try await bench.program("rollback", "--yes")
            #expect(rolledBack.status == 0, "\(rolledBack)")
            #expect(rolledBack.error.contains(" (\(entries[1].id))\n"), "\(rolledBack)")
            #expect(Self.commands(bench) == ["--second", "--second"])

            // What the killed run was asked for is kept as well.
            let named = try await bench.program("rollback", entry.id, "--yes")
            #expect(named.status == 0 && named.error.contains("which 'apply' was to apply at "), "\(named)")
            #expect(Self.commands(bench) == ["--third", "--third"])
            #expect(try await bench.program("plan", "--detailed-exitcode").status == 0)
        }
    }

    /// Killed when the only thing that lacks is its name: it runs, and for all that the next run knows it is hung.
    @Test func aNewServerThatWasKilledBeforeItsGateIsNone() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": ""])
            let closed = Gate()
            bench.engine.inject(.stall(closed), on: .post("*/rename"))
            defer { closed.open() }
            let apply = bench.command(["apply", "--yes"])
            _ = try await Companion.running(apply) { process in
                await closed.waitUntilReached()
                try process.send(.kill)
                for await _ in process.lines {}
            }
            let left = try #require(bench.engine.model.containers.first)
            #expect(left.status == .running && left.name.hasSuffix("-candidate"))

            let status = try await bench.program("status", "--detailed-exitcode")
            #expect(status.status == 2 && status.output.contains("dev/one  missing"), "\(status)")
            let conditions = try await bench.program("status", "--format", "json")
            #expect(conditions.output.contains("its container has not passed its gate"), "\(conditions)")
            let plan = try await bench.program("plan")
            let sentence = "an earlier run started it and did not see it pass its gate"
            #expect(plan.output.contains("~ dev/one") && plan.output.contains(sentence), "\(plan)")
            let json = try await bench.program("plan", "--format", "json")
            #expect(json.output.contains("\"not_admitted\""), "\(json)")

            bench.engine.forgetRequests()
            let applied = try await bench.program("apply", "--yes")
            #expect(applied.status == 0, "\(applied)")
            #expect(bench.engine.requests.contains { $0.path.hasSuffix("/attach") })
            let server = try #require(bench.engine.model.containers.first)
            #expect(server.id == left.id && !server.name.hasSuffix("-candidate"))
            bench.engine.forgetRequests()
            #expect(try await bench.program("apply", "--yes").status == 0)
            #expect(bench.engine.mutations.isEmpty)
        }
    }

    @Test func whatWasKilledIsFinishedAndRememberedSo() async throws {
        try await PlanBench.lend { bench in
            try await Self.apply(bench, "first")
            let killed = try await Self.apply(bench, "second", creating: 1) { process, _ in try process.send(.kill) }
            #expect(killed == 137)
            try await Self.apply(bench, "second")
            #expect(try await Self.history(bench).map(\.result) == ["applied", "killed", "applied"])
            let rolledBack = try await bench.program("rollback", "--yes")
            #expect(rolledBack.status == 0, "\(rolledBack)")
            #expect(Self.commands(bench) == ["--first", "--first"])
        }
    }

    @Test func aRunWithNothingToDoWritesNothing() async throws {
        try await PlanBench.lend { bench in
            try await Self.apply(bench, "first")
            let journal = "state/mcp-reconcile/\(PlanBench.owner)/journal.jsonl"
            let path = bench.directory.appending(journal).string
            let before = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
            let text = try bench.text(of: journal)
            #expect(text.split(separator: "\n").count == 1)
            try await Self.apply(bench, "first")
            #expect(try bench.text(of: journal) == text)
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date == before)
        }
    }

    @Test(arguments: [130, 143])
    func anInterruptedRunHasTheStatusThatItEndedWith(status: Int) async throws {
        try await PlanBench.lend { bench in
            let ended = try await Self.apply(bench, "first", creating: 0) { process, engine in
                try process.send(status == 130 ? .interrupt : .terminate)
                engine.open()
            }
            #expect(ended.code == status)
            let entry = try #require(try await Self.history(bench).first)
            #expect(entry.result == "interrupted" && entry.exitStatus == status, "\(entry)")
            let shown = try await bench.program("history", "show", entry.id)
            #expect(shown.output.contains("interrupted (exit status \(status))\n"), "\(shown)")
        }
    }
}
