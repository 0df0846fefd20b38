import FoundationEssentials
import Planner
import Spec
import Testing

/// The same manifests and the same engine give the same bytes, in whatever order they were read.
@Suite struct DeterminismTests {
    private static let count = 200

    private func servers() throws -> [ServerSpec] {
        try (0..<Self.count).map { index in
            try Fixtures.server("server-\(index)", line: index + 1) { server in
                if index.isMultiple(of: 3) { server.command = ["--number", "\(index)"] }
                server.environment = (0..<4).map { EnvironmentVariable(name: "VAR_\($0)", value: "\(index)") }
                server.tools.rename = ["tool": "tool_\(index)", "other": "other_\(index)"]
                server.documentedTools = ["tool", "other", "third"].map { name in
                    DocumentedTool(name: name, description: "Does \(index)")
                }
            }
        }
    }

    /// Some shuffles on every run; a thousand, which take an unoptimized build many minutes, with `PLAN_SHUFFLES=1000`.
    private static let shuffles =
        ProcessInfo.processInfo.environment["PLAN_SHUFFLES"].flatMap { UInt64($0) } ?? 8

    @Test func shufflesGiveTheSameBytes() throws {
        let after = try servers()
        var before = after
        for index in before.indices where index.isMultiple(of: 5) { before[index].resources.pids = 64 }
        before.append(try Fixtures.server("former"))
        let observed = try Fixtures.world().converged(to: Fixtures.desired(before))
        let expected = Plan(from: observed, to: try Fixtures.desired(after))
        let bytes = (expected.terminalText(), expected.json, expected.markdown, expected.jsonLines)
        #expect(
            expected.changes.contains { $0.action == .replace } && expected.changes.contains { $0.action == .remove }
        )
        for seed in UInt64(1)...Self.shuffles {
            var random = SplitMix64(seed: seed)
            var shuffled = observed
            shuffled.containers.shuffle(using: &random)
            let plan = Plan(
                from: shuffled,
                to: try Fixtures.desired(after.shuffled(using: &random).map { $0.shuffled(using: &random) })
            )
            try #require(plan.terminalText() == bytes.0, "seed \(seed)")
            try #require(plan.json == bytes.1, "seed \(seed)")
            try #require(plan.markdown == bytes.2, "seed \(seed)")
            try #require(plan.jsonLines == bytes.3, "seed \(seed)")
        }
    }
}

extension ServerSpec {
    /// The same server, its lists and tables filled in another order.
    fileprivate func shuffled(using random: inout SplitMix64) -> Self {
        var rename: [String: String] = [:]
        for (name, exposed) in tools.rename.shuffled(using: &random) { rename[name] = exposed }
        var server = self
        server.tools.rename = rename
        server.environment = environment.shuffled(using: &random)
        return server
    }
}
