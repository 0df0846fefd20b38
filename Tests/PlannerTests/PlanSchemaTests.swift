import FoundationEssentials
import Planner
import Testing

/// `schemas/plan.schema.json` describes what is really printed.
@Suite struct PlanSchemaTests {
    private func schema(file: String = #filePath) throws -> SchemaCheck {
        let root = URL(filePath: file).deletingLastPathComponent().appending(path: "../../schemas/plan.schema.json")
        return SchemaCheck(root: try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: root)))
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
