import FoundationEssentials
import SystemPackage
import Testing

extension OnTheEngine {
    /// What whoever watches over a gateway is told.
    @Suite(.timeLimit(.minutes(2)))
    struct ReadinessTests {
        private struct Report: Decodable {
            struct Server: Decodable {
                let name: String
                let state: String
                let tools: Int
                let reason: String?
            }

            let ready: Bool
            let servers: [Server]
        }

        @Test func theProbeTellsHowEachServerIs() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(
                    try bench.echoServer("bad", arguments: ["--exit-at", "initialize"]),
                    try bench.echoServer("good")
                )
                try await bench.withGateway { gateway in
                    let report = try await Self.report(of: gateway)
                    #expect(report.servers.map(\.name) == ["bad", "good"])
                    #expect(report.servers.map(\.state) == ["down", "serving"])
                    let good = try #require(report.servers.last)
                    #expect(good.tools > 0 && good.reason == nil)
                    #expect(report.servers.first?.reason?.isEmpty == false)

                    let stranger = try await Self.curl("--output", "/dev/stdout", Self.url(of: gateway))
                    #expect(stranger.output == "200")
                }
            }
        }

        /// Asks until the first look has ended.
        private static func report(of gateway: Gateway) async throws -> Report {
            for _ in 0..<600 {
                let answer = try await curl(
                    "--header",
                    "Authorization: Bearer \(gateway.token)",
                    "--output",
                    "/dev/stdout",
                    url(of: gateway)
                )
                let report = try JSONDecoder().decode(Report.self, from: Data(answer.output.dropLast(3).utf8))
                #expect(answer.output.hasSuffix(report.ready ? "200" : "503"))
                if report.ready { return report }
                try await Task.sleep(for: .milliseconds(100))
            }
            throw NeverReady()
        }

        private struct NeverReady: Error {}

        private static func url(of gateway: Gateway) -> String { gateway.url.dropLast("mcp".count) + "ready" }

        /// Prints the body and then the status.
        private static func curl(_ arguments: String...) async throws -> CommandResult {
            try await Command(
                executable: "/usr/bin/env",
                arguments: ["curl", "--silent", "--max-time", "10", "--write-out", "%{http_code}"] + arguments
            ).run()
        }
    }
}
