import FoundationEssentials
import SystemPackage
import Testing

extension OnTheEngine {
    /// Servers that are replaced while they are called.
    @Suite(.timeLimit(.minutes(5)))
    struct ReplacementTests {
        private struct Facts: Decodable {
            let replacements, calls, status: Int
            let failures: [String]
        }

        /// `make replacements` replaces 200 servers.
        @Test func noCallFailsWhileServersAreReplaced() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("unused"))
                let result = try await Command(
                    executable: Installation.python,
                    arguments: [
                        Installation.pythonScript("replacements.py"), Installation.program.string, "9", "3", "50",
                    ],
                    workingDirectory: bench.directory
                ).run()
                let facts = try JSONDecoder().decode(Facts.self, from: Data(result.output.utf8))
                #expect(facts.replacements == 9 && facts.calls > 50, "\(result)")
                #expect(facts.failures.isEmpty, "\(result)")
                #expect(facts.status == 0)
            }
        }
    }
}
