import Spec
import Testing

@testable import Planner

/// What a plan makes of a lock.
@Suite struct LockPlanTests {
    private static func locked(_ reference: String, id: Character, tools: [String] = []) throws -> LockedServer {
        LockedServer(
            images: [
                LockedImage(
                    reference: try Fixtures.image(reference),
                    digest: nil,
                    platforms: ["linux/amd64": Fixtures.imageID(id).text]
                )
            ],
            lists: [.tools: try tools.map { try LockedItem(.tools, definition: Array($0.utf8)) }]
        )
    }

    private static func plan(_ locked: LockedServer) throws -> Plan {
        let server = try Fixtures.server { $0.locked = locked }
        return Plan(from: try Fixtures.world(), to: try Fixtures.desired([server]))
    }

    @Test func theLockedContentIsRun() throws {
        let plan = try Self.plan(try Self.locked("example/time:1", id: "a"))
        #expect(plan.changes.map(\.action) == [.create] && plan.refusals.isEmpty)
    }

    @Test func otherContentIsRefused() throws {
        let plan = try Self.plan(try Self.locked("example/time:1", id: "b"))
        #expect(plan.isNoOp)
        #expect(plan.refusals.map(\.reasons) == [[.imageNotAsLocked(try Fixtures.image())]])
        #expect(plan.refusals.allSatisfy { $0.reasons.allSatisfy(\.isOfTrust) })
    }

    @Test func aLockOfAnotherImageIsRefused() throws {
        let plan = try Self.plan(try Self.locked("example/time:2", id: "a"))
        #expect(plan.isNoOp)
        #expect(plan.refusals.map(\.reasons) == [[.lockOfAnotherImage(try Fixtures.image())]])
    }

    @Test func contentIsNotJudgedWhereNoEngineIsAsked() throws {
        let server = try Fixtures.server { $0.locked = try Self.locked("example/time:1", id: "b") }
        let desired = try Fixtures.desired([server])
        #expect(Plan(comparing: try Fixtures.desired([]), with: desired).refusals.isEmpty)
    }

    @Test func differencesAreSaidInWords() throws {
        let old = try Self.locked(
            "example/time:1",
            id: "a",
            tools: [
                #"{"name":"a","description":"x","inputSchema":{"type":"object"}}"#,
                #"{"name":"b","inputSchema":{"type":"object"}}"#,
                #"{"name":"m","inputSchema":{"type":"object"},"_meta":{"v":1}}"#,
            ]
        )
        let new = try Self.locked(
            "example/time:1",
            id: "b",
            tools: [
                #"{"name":"a","description":"y","inputSchema":{"type":"object"}}"#,
                #"{"name":"c\u001b[2J","inputSchema":{"type":"object"}}"#,
                #"{"name":"m","inputSchema":{"type":"object"},"_meta":{"v":2}}"#,
            ]
        )
        let lines = LockDifference(from: old, to: new).lines
        #expect(lines.count == 5, "\(lines)")
        #expect(lines.contains { $0.hasPrefix("~ image example/time:1  sha256:aaaaaaaaaaaa… → sha256:bbbbbbbbbbbb…") })
        #expect(lines.contains("~ tool a  description changed: cosmetic"))
        #expect(lines.contains("+ tool c\\u{1B}[2J") && lines.contains("- tool b") && lines.contains("~ tool m"))
        #expect(LockDifference(from: old, to: old).isEmpty)
        #expect(LockDifference(from: nil, to: old).lines == ["3 tools"])
    }
}
