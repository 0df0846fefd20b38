import FoundationEssentials
import Testing

extension OnTheEngine {
    /// What an apply tells programs while it works.
    @Suite(.timeLimit(.minutes(5)))
    struct ApplyEventTests {
        private struct Event: Decodable {
            let type: String
            let seq: Int
            let code: String?
            let exitStatus: Int?
            let message: String?
            let planDigest: String?

            private enum CodingKeys: String, CodingKey {
                case type, seq, code, message
                case exitStatus = "exit_status"
                case planDigest = "plan_digest"
            }
        }

        private func events(_ result: CommandResult) throws -> [Event] {
            let events = try result.output.split(separator: "\n").map {
                try JSONDecoder().decode(Event.self, from: Data($0.utf8))
            }
            #expect(events.map(\.seq) == events.indices.map { $0 + 1 })
            return events
        }

        @Test func anApplyTellsWhatItDoes() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                let refused = try await bench.program("apply", "--format", "jsonl")
                #expect(refused.status == 4, "\(refused)")
                let before = try events(refused)
                #expect(
                    before.map(\.type) == ["version", "plan_start", "planned_change", "plan_summary", "diagnostic"]
                )
                #expect(before.last?.exitStatus == 4)

                let applied = try await bench.program("apply", "--yes", "--format", "jsonl", "--detailed-exitcode")
                #expect(applied.status == 2, "\(applied)")
                #expect(
                    try events(applied).map(\.type) == [
                        "version", "plan_start", "planned_change", "plan_summary", "apply_start", "op_start", "op_done",
                        "op_start", "op_done", "summary",
                    ]
                )
                let digests = try events(applied).compactMap(\.planDigest)
                #expect(digests.count == 2 && Set(digests).count == 1, "\(digests)")

                let again = try await bench.program("apply", "--yes", "--format", "jsonl", "--detailed-exitcode")
                #expect(again.status == 0, "\(again)")
                #expect(try events(again).map(\.type) == ["version", "plan_start", "plan_summary", "summary"])
            }
        }

        @Test func aCandidateThatIsRolledBackIsTold() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                #expect(try await bench.apply().status == 0)
                try bench.writeProfile(try bench.echoServer("one", arguments: ["--no-such-option"]))
                let result = try await bench.program("apply", "--yes", "--format", "jsonl")
                #expect(result.status == 8, "\(result)")
                let told = try events(result)
                #expect(told.contains { $0.type == "rolled_back" && $0.code == "exited" }, "\(result)")
                #expect(told.last?.type == "summary" && told.last?.exitStatus == 8)
                #expect(result.error.isEmpty, "\(result)")
            }
        }

        @Test func whatIsNotBegunByTheDeadlineIsLeft() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"), try bench.echoServer("two"))
                let late = try await bench.program("apply", "--yes", "--parallel", "1", "--deadline", "1ms")
                #expect(late.status == 1 || late.status == 7, "\(late)")
                #expect(try await bench.apply().status == 0)
                #expect(try await bench.containers().count == 2)
                let wrong = try await bench.program("apply", "--yes", "--parallel", "0")
                #expect(wrong.status == 64, "\(wrong)")
            }
        }
    }
}
