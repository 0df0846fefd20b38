import ContainerEngine
import FoundationEssentials
import SystemPackage
import TestSupport
import Testing

/// `adopt` of the built program, before an engine that counts its requests.
@Suite(.timeLimit(.minutes(5)))
struct AdoptTests {
    private static let token = "ghp_" + String(repeating: "a1B2", count: 9)

    /// A container that somebody started by hand, and manifests with one profile.
    private static func lend(
        labels: [String: String] = [:],
        environment: [String] = ["LEVEL=debug"],
        _ body: @Sendable (PlanBench) async throws -> Void
    ) async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": ""])
            try bench.write(
                "# Everybody's tools.\n" + bench.text(of: "profiles/dev.yaml"),
                to: "profiles/dev.yaml"
            )
            try await withEngineClient(bench.engine.endpoint) { client in
                let host = HostConfiguration(
                    memory: 512 << 20,
                    mounts: [ContainerMount(kind: .bind, source: "/srv/data", target: "/data", isReadOnly: true)]
                )
                let configuration = ContainerConfiguration(
                    image: ImageName(PlanBench.image),
                    command: ["/server", "--all"],
                    environment: environment,
                    labels: labels,
                    host: host
                )
                let id = try await client.create(named: "My_Search", configuration)
                try await client.start(id)
            }
            bench.engine.forgetRequests()
            try await body(bench)
        }
    }

    @Test func aContainerBecomesAServer() async throws {
        try await Self.lend { bench in
            let before = try bench.text(of: "profiles/dev.yaml")
            let shown = try await bench.program("adopt", "My_Search", "--dry-run")
            #expect(shown.status == 0 && shown.output.contains("+    ref: file://servers/my-search.yaml"), "\(shown)")
            #expect(try bench.text(of: "profiles/dev.yaml") == before)

            let adopted = try await bench.program("adopt", "My_Search", "--as", "search", "--profile", "dev")
            #expect(adopted.status == 0 && adopted.output.contains("wrote servers/search.yaml"), "\(adopted)")
            #expect(adopted.error.contains("My_Search: adopted as dev/search"), "\(adopted)")
            #expect(adopted.error.contains("hardening.readOnlyRoot: false → true"), "\(adopted)")
            #expect(adopted.error.contains("docker stop My_Search && docker rm My_Search"), "\(adopted)")
            let entry = try bench.text(of: "servers/search.yaml")
            #expect(entry.hasPrefix("# Adopted from the container 'My_Search'.\n"), "\(entry)")
            for words in ["image: \(PlanBench.image)", "--all", "LEVEL", "/srv/data:/data:ro"] {
                #expect(entry.contains(words), "\(words): \(entry)")
            }
            let profile = try bench.text(of: "profiles/dev.yaml")
            #expect(profile.hasPrefix("# Everybody's tools.\n") && profile.contains("512MiB"), "\(profile)")
            #expect(profile.contains("network: bridge"), "\(profile)")
            #expect(bench.engine.requests.allSatisfy { $0.method == "GET" || $0.method == "HEAD" })

            let applied = try await bench.program("apply", "--yes")
            #expect(applied.status == 0, "\(applied)")
            let names = bench.engine.model.containers.map(\.name)
            #expect(names.contains("My_Search") && names.contains { $0.contains("-search-") }, "\(names)")
            let again = try await bench.program("adopt", "My_Search", "--as", "search")
            #expect(again.status == 3 && again.error.contains("has a server 'search' already"), "\(again)")
        }
    }

    @Test func credentialsAreNeverWritten() async throws {
        try await Self.lend(environment: ["API_TOKEN=canary-7f3a", "OTHER=\(Self.token)"]) { bench in
            for arguments in [["--dry-run"], []] {
                let adopted = try await bench.program(["adopt", "My_Search"] + arguments)
                #expect(adopted.status == 0, "\(adopted)")
                #expect(!"\(adopted)".contains("canary-7f3a") && !"\(adopted)".contains(Self.token), "\(adopted)")
                #expect(adopted.error.contains("the secret 'my-search.api_token'"), "\(adopted)")
            }
            let written = try bench.text(of: "servers/my-search.yaml") + bench.text(of: "profiles/dev.yaml")
            #expect(!written.contains("canary-7f3a") && !written.contains(Self.token), "\(written)")
            #expect(written.contains("my-search.api_token") && written.contains("my-search.other"), "\(written)")
        }
    }

    @Test func whatIsOursIsRefused() async throws {
        try await Self.lend { bench in
            let applied = try await bench.program("apply", "--yes")
            try #require(applied.status == 0, "\(applied)")
            let ours = try #require(bench.engine.model.containers.first { $0.name.hasPrefix("mcpr-") }).name
            let refused = try await bench.program("adopt", ours)
            #expect(refused.status == 1 && refused.error.contains("it is the server dev/one"), "\(refused)")
        }
    }

    @Test func whatIsNotThereIsSaid() async throws {
        try await Self.lend { bench in
            let missing = try await bench.program("adopt", "nothing")
            #expect(missing.status == 1 && missing.error.contains("nothing"), "\(missing)")
            try bench.write(
                "apiVersion: mcp-reconcile.dev/v1\nkind: Profile\nmetadata: { name: ops }\nservers: []\n",
                to: "profiles/ops.yaml"
            )
            let undecided = try await bench.program("adopt", "My_Search")
            #expect(undecided.status == 3 && undecided.error.contains("dev, ops"), "\(undecided)")
            let made = try await bench.program("adopt", "My_Search", "--profile", "new")
            #expect(made.status == 0 && made.output.contains("wrote profiles/new.yaml"), "\(made)")
        }
    }
}

extension OnTheEngine {
    /// `adopt` of a container that a real engine runs.
    @Suite(.timeLimit(.minutes(2)))
    struct AdoptOnTheEngineTests {
        @Test func aRealContainerIsAdoptedAndServed() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                let name = "adopted-\(bench.owner.prefix(8))"
                let body =
                    #"{"Image":"mcp-reconcile-example/echo:1","OpenStdin":true,"Env":["A=1"],"#
                    + #""HostConfig":{"NetworkMode":"none","PidsLimit":64}}"#
                let created = try await Command(
                    executable: Installation.engineScript,
                    arguments: [
                        "POST", "/containers/create?name=\(name)", "--header", "Content-Type: application/json",
                        "--data",
                        body,
                    ]
                ).run()
                try #require(created.status == 0, "\(created)")
                do {
                    let adopted = try await bench.program("adopt", name, "--as", "two")
                    #expect(adopted.status == 0, "\(adopted)")
                    #expect(adopted.error.contains("hardening.capDrop: "), "\(adopted)")
                    let applied = try await bench.apply()
                    #expect(applied.status == 0, "\(applied)")
                    let inspection = try await Engine.inspect(try await bench.container(of: "two").id)
                    #expect(inspection.host.pidsLimit == 64 && inspection.host.networkMode == "none")
                    #expect(inspection.configuration.environment?.contains("A=1") == true)
                    let status = try await bench.program("status")
                    #expect(status.output.contains("dev/two  in sync"), "\(status)")
                } catch {
                    try await Engine.remove(name)
                    throw error
                }
                try await Engine.remove(name)
            }
        }
    }
}
