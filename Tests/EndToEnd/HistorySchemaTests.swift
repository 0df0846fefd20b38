import FoundationEssentials
import JSONSchema
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// `schemas/history.schema.json`, and what the built program prints.
@Suite(.timeLimit(.minutes(5)))
struct HistorySchemaTests {
    private static func text() throws -> String {
        let path = Installation.root.appending("schemas/history.schema.json").string
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    /// How a document breaks the schema that the committed one has under a path.
    private static func violations(of document: String, at path: [String] = []) throws -> [String] {
        let whole = try JSONValue(parsing: try text())
        var part = path.reduce(whole) { $0[$1] }
        if case .object(var members) = part {
            members["$schema"] = whole["$schema"]
            part = .object(members)
        }
        let schema = try Schema(Array(try part.serialized().utf8))
        #expect(schema.warnings.isEmpty)
        return Array(document.utf8).withUnsafeBytes { schema.violations(of: $0) }.map { "\($0)" }
    }

    @Test func theSchemaIsPrinted() async throws {
        try await PlanBench.lend { bench in
            let schema = try await bench.program("schema", "history")
            #expect(schema.output == (try Self.text()), "mcp-reconcile schema history > schemas/history.schema.json")
        }
    }

    @Test func documentsAreAsTheSchemaSays() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": "", "two": ""])
            try #require(try await bench.program("apply", "--yes", "--target", "one").status == 0)
            try await bench.commit()
            try #require(try await bench.program("apply", "--yes", "--repo", ".").status == 0)
            try bench.write("image: example/gone:1\n", to: "servers/two.yaml")
            try #require(try await bench.program("apply", "--yes").status == 1)
            let closed = Gate()
            defer { closed.open() }
            try bench.write(["one": "", "two": "", "three": ""])
            bench.engine.inject(.stall(closed), on: .post("/containers/create"))
            _ = try await Companion.running(bench.command(["apply", "--yes"])) { process in
                await closed.waitUntilReached()
                let underWay = try await bench.program("history", "--format", "json")
                #expect(try Self.violations(of: underWay.output) == [])
                try process.send(.kill)
                for await _ in process.lines {}
            }
            try #require(try await bench.program("destroy", "--yes").status == 0)

            let history = try await bench.program("history", "--format", "json")
            #expect(try Self.violations(of: history.output) == [])
            let entries = try JSONValue(parsing: history.output)["entries"].elements
            #expect(entries.compactMap { $0["result"].text } == ["applied", "killed", "failed", "applied", "applied"])
            for entry in entries {
                let id = try #require(entry["id"].text)
                let shown = try await bench.program("history", "show", id, "--format", "json")
                #expect(try Self.violations(of: shown.output, at: ["properties", "entries", "items"]) == [])
            }
        }
    }

    @Test func theSchemaRefusesWhatItDoesNotKnow() throws {
        let empty = "{\"format_version\":\"1.0\",\"entries\":[]}"
        #expect(try Self.violations(of: empty) == [])
        #expect(try !Self.violations(of: "{\"entries\":[]}").isEmpty)
        #expect(try !Self.violations(of: empty.replacing("1.0", with: "2.0")).isEmpty)
        #expect(try !Self.violations(of: empty.replacing("[]", with: "[{\"id\":\"x\"}]")).isEmpty)
    }
}
