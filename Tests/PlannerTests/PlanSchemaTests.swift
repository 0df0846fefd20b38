import FoundationEssentials
import Planner
import Testing

/// `schemas/plan.schema.json` describes what is really printed.
@Suite struct PlanSchemaTests {
    private func schema(_ name: String = "plan.schema.json") throws -> SchemaCheck {
        SchemaCheck(root: try document(name), others: ["plan.schema.json": try document("plan.schema.json")])
    }

    private func document(_ name: String, file: String = #filePath) throws -> JSONValue {
        let path = URL(filePath: file).deletingLastPathComponent().appending(path: "../../schemas/\(name)")
        return try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: path))
    }

    private func decoded(_ plan: Plan) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(plan.json.utf8))
    }

    @Test func plansAreAsTheSchemaSays() throws {
        let schema = try schema()
        #expect(schema.complaints(about: try decoded(ShownPlan.make())) == [])
        for seed in UInt64(1)...60 {
            var random = try RandomState(seed: seed)
            let plan = Plan(from: try random.observed(), to: try random.desired())
            #expect(schema.complaints(about: try decoded(plan)) == [], "seed \(seed)")
        }
    }

    @Test func plansOfEverythingAreAsTheSchemaSays() throws {
        let schema = try schema()
        for plan in try ShownPlan.variants() { #expect(schema.complaints(about: try decoded(plan)) == []) }
        var saved = try ShownPlan.make()
        saved.target = .engine(address: "unix:///run/docker.sock", id: "A:B")
        let document = Data(saved.json(createdAt: "2026-11-24T10:00:00Z").utf8)
        #expect(schema.complaints(about: try JSONDecoder().decode(JSONValue.self, from: document)) == [])
    }

    @Test func eventsAreAsTheirSchemaSays() throws {
        let schema = try schema("plan-events.schema.json")
        for plan in try ShownPlan.variants() {
            let lines = plan.jsonLines.split(separator: "\n")
            let events = try lines.map { try JSONDecoder().decode(JSONValue.self, from: Data($0.utf8)) }
            for event in events { #expect(schema.complaints(about: event) == []) }
            #expect(events.first?["type"] == .string("version") && events.last?["type"] == .string("summary"))
            #expect(events.last?["plan_digest"] == .string(plan.digest))
            #expect(events.map { $0["seq"] } == events.indices.map { .number(Double($0 + 1)) })
        }
    }

    @Test(arguments: ["format_version", "plan_digest", "summary", "changes", "operations"])
    func theSchemaRefusesWhatLacksAMember(name: String) throws {
        guard case .object(var members) = try decoded(ShownPlan.make()) else {
            Issue.record("a plan is an object")
            return
        }
        members[name] = nil
        #expect(try schema().complaints(about: .object(members)) == ["$: no \(name)"])
        members[name] = .null
        #expect(try !schema().complaints(about: .object(members)).isEmpty)
    }

    @Test func theSchemaRefusesWhatItDoesNotKnow() throws {
        guard case .object(var members) = try decoded(ShownPlan.make()) else {
            Issue.record("a plan is an object")
            return
        }
        members["surprise"] = .boolean(true)
        #expect(try schema().complaints(about: .object(members)) == ["$: surprise is not in the schema"])
    }
}
