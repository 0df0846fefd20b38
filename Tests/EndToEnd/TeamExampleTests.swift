import FoundationEssentials
import SystemPackage
import Testing

extension OnTheEngine {
    /// `examples/team`: a catalog, an environment and a lock.
    @Suite(.timeLimit(.minutes(3)))
    struct TeamExampleTests {
        private static let example = Installation.root.appending("examples/team")

        private func copy(to bench: Workbench) throws {
            for name in ["catalogs", "envs", "profiles", "mcp-reconcile.lock"] {
                try FileManager.default.copyItem(
                    atPath: Self.example.appending(name).string,
                    toPath: bench.path(name)
                )
            }
            let manifest = try String(contentsOfFile: Self.example.appending("reconcile.yaml").string, encoding: .utf8)
            let lines = manifest.split(separator: "\n").map { $0.hasPrefix("owner:") ? "owner: \(bench.owner)" : $0 }
            try bench.write(lines.joined(separator: "\n") + "\n", to: "reconcile.yaml")
        }

        /// A lock without the ids that locally built images have on one machine.
        private func lock(_ bench: Workbench) throws -> [Substring] {
            try String(contentsOfFile: bench.path("mcp-reconcile.lock"), encoding: .utf8).split(separator: "\n")
                .filter { $0.firstMatch(of: /^ +linux\/[a-z0-9]+: sha256:/) == nil }
        }

        @Test func itIsValidAndItsLockIsTrue() async throws {
            try await Workbench.lend { bench in
                try copy(to: bench)
                for arguments in [["validate", "--strict"], ["validate", "--strict", "--env", "production"]] {
                    let valid = try await bench.command(arguments).run()
                    #expect(valid.status == 0, "\(valid)")
                }
                let committed = try lock(bench)
                #expect(committed.contains("  dev/clock:") && committed.contains("  dev/echo:"))
                let locked = try await bench.program("lock")
                #expect(locked.status == 0, "\(locked)")
                #expect(try lock(bench) == committed, "renew it: mcp-reconcile lock --path examples/team")
                let check = try await bench.program("lock", "--check")
                #expect(check.status == 0, "\(check)")
            }
        }

        @Test func theEnvironmentCountsWhereItIsNamed() async throws {
            try await Workbench.lend { bench in
                try copy(to: bench)
                #expect(try await bench.program("lock").status == 0)
                let plan = try await bench.program("plan", "--locked", "--format", "json")
                #expect(plan.status == 0 && plan.output.contains("+02:00"), "\(plan)")
                let production = try await bench.program(
                    "plan",
                    "--locked",
                    "--env",
                    "production",
                    "--format",
                    "json"
                )
                #expect(production.status == 0 && production.output.contains("+00:00"), "\(production)")
                #expect(!production.output.contains("+02:00"))
                #expect(try await bench.program("apply", "--yes", "--locked", "--env", "production").status == 0)
                #expect(try await bench.containers().count == 2)
            }
        }
    }
}
