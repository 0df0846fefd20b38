import Applier
import FoundationEssentials
import JSONSchema
import Planner
import Spec
import Testing

/// `schemas/apply-events.schema.json` describes what an apply tells.
@Suite struct ApplyEventTests {
    private func violations(of line: String, file: String = #filePath) throws -> [String] {
        let path = URL(filePath: file).deletingLastPathComponent()
            .appending(path: "../../../schemas/apply-events.schema.json")
        let schema = try Schema([UInt8](Data(contentsOf: path)))
        return Array(line.utf8).withUnsafeBytes { schema.violations(of: $0).map(\.message) }
    }

    private func events() throws -> [ApplyEvent] {
        let server = try Sample.server("time")
        let image = ObservedImage(id: ImageID("sha256:" + String(repeating: "a", count: 64)))
        let world = ObservedState(images: [server.image: image])
        let plan = Plan(from: world, to: try Sample.desired([server]))
        let pull = Plan(from: ObservedState(), to: try Sample.desired([server]))
        let operations = plan.operations + pull.operations + [try Sample.operation(9, after: [7, 8])]
        let failures = OperationFailure.Code.allCases.map { OperationFailure(code: $0, message: "no \u{202E}") }
        let errors = AdmissionError.Code.allCases.map { AdmissionError(code: $0, message: "no", standardError: ["x"]) }
        return [.planned(plan), .noted("dev/time: done already")] + operations.map(ApplyEvent.started)
            + operations.map { .finished($0, .milliseconds(1_234)) } + operations.map(ApplyEvent.withheld)
            + failures.map { .failed(operations[0], $0) } + errors.map { .rolledBack(operations[0], $0) }
    }

    @Test func everyEventIsAsTheSchemaSays() throws {
        for (index, event) in try events().enumerated() {
            let line = event.line.text(number: index + 1, at: "2026-11-24T10:00:00Z")
            #expect(try violations(of: line) == [], "\(line)")
            #expect(line.hasSuffix("}\n") && !line.dropLast().contains("\n"))
        }
    }

    @Test func theSchemaRefusesWhatItDoesNotKnow() throws {
        let event = EventLine("op_start", [("op", try Sample.operation(1).json), ("surprise", .bool(true))])
        #expect(try !violations(of: event.text(number: 1, at: "2026-11-24T10:00:00Z")).isEmpty)
        #expect(try !violations(of: EventLine("op_start").text(number: 1, at: "2026-11-24T10:00:00Z")).isEmpty)
    }

    @Test func aPlanIsToldBeforeItIsCarriedOut() throws {
        let plan = Plan(from: ObservedState(), to: try Sample.desired([try Sample.server("time")]))
        let lines = plan.events(endingWith: "plan_summary")
        #expect(lines.map(\.type) == ["plan_start", "planned_change", "plan_summary"])
        for line in lines { #expect(try violations(of: line.text(number: 1, at: "2026-11-24T10:00:00Z")) == []) }
    }
}
