import SystemPackage
import Testing

@testable import Spec

@Suite struct EnvironmentTests {
    private static let servers = """
        - name: time
          ref: docker://mcp/time:1
          env: { TZ: UTC, LEVEL: info }
          resources: { memory: 512Mi, pids: 64 }
          tools: { allow: [a, b], deny: [c] }
        - name: list
          ref: docker://mcp/list:1
          env: [ { name: A, value: "1" }, { name: B, value: "2" } ]
        """

    private func environment(_ rest: String) -> String {
        "apiVersion: mcp-reconcile.dev/v1\nkind: Environment\n\(rest)\n"
    }

    private func lend<Result>(_ overlay: String, _ body: (ManifestDirectory) throws -> Result) throws -> Result {
        try ManifestDirectory.lend(
            ["profiles/dev.yaml": profile(Self.servers), "envs/prod.yaml": environment(overlay)],
            body
        )
    }

    private func reading(_ directory: ManifestDirectory, in name: String = "prod") throws -> ManifestReading {
        let environment = try #require(EnvironmentName(name))
        return try SpecLoader(tree: .directory(directory.path), environment: environment).read()
    }

    private func servers(_ directory: ManifestDirectory) throws -> [ServerSpec] {
        try #require(try reading(directory).result.get().profiles.first).servers
    }

    private func mistakes(_ directory: ManifestDirectory) throws -> [Diagnostic] {
        guard case .failure(let report) = try reading(directory).result else { return [] }
        return report.diagnostics
    }

    @Test func mappingsAreOverriddenKeyByKeyAndListsAsAWhole() throws {
        let overlay = """
            profiles:
              dev:
                servers:
                  time:
                    ref: docker://mcp/time:2
                    env: { LEVEL: debug, MORE: "1" }
                    resources: { memory: 1Gi }
                    tools: { allow: [z] }
                  list: { env: { B: "3" } }
            """
        try lend(overlay) { directory throws in
            let servers = try servers(directory)
            let (list, time) = (servers[0], servers[1])
            #expect(time.image.text == "mcp/time:2")
            #expect(time.environment.map { "\($0.name)=\($0.value)" } == ["LEVEL=debug", "MORE=1", "TZ=UTC"])
            #expect(time.resources.memory.bytes == 1 << 30)
            #expect(time.resources.pids == 64)
            #expect(time.tools.allow == ["z"])
            #expect(time.tools.deny == ["c"])
            #expect(list.environment.map { "\($0.name)=\($0.value)" } == ["A=1", "B=3"])
        }
    }

    @Test func aPlanCanPointAtTheOverlay() throws {
        try lend("profiles: { dev: { servers: { time: { env: { LEVEL: debug } } } } }") { directory throws in
            let time = try #require(try servers(directory).last)
            #expect(time.attributeLocations[AttributePath("env.LEVEL")]?.file == "envs/prod.yaml")
            #expect(time.attributeLocations[AttributePath("env.TZ")]?.file == "profiles/dev.yaml")
            #expect(time.declaredAt.file == "profiles/dev.yaml")
        }
    }

    @Test func withoutAnEnvironmentNothingOfItCounts() throws {
        try lend("profiles: { dev: { servers: { nobody: {} } } }") { directory throws in
            #expect(try directory.servers().count == 2)
        }
    }

    @Test func defaultsOfTheRepositoryAndOfAProfileCanDiffer() throws {
        let overlay = """
            defaults: { network: bridge, resources: { pids: 7 } }
            profiles: { dev: { defaults: { resources: { cpus: 3 } }, gateway: { naming: prefix } } }
            """
        try lend(overlay) { directory throws in
            let profile = try #require(try reading(directory).result.get().profiles.first)
            #expect(profile.servers.map(\.network) == [.bridge, .bridge])
            #expect(profile.servers.map(\.resources.pids) == [7, 64])
            #expect(profile.servers.map(\.resources.nanoCPUs) == [3_000_000_000, 3_000_000_000])
            #expect(profile.gateway.naming.rawValue == "prefix")
        }
    }

    @Test(arguments: [
        ("profiles: { «dve»: { servers: {} } }", DiagnosticCode.nothingToOverride, "did you mean 'dev'?"),
        ("profiles: { dev: { servers: { «tiem»: {} } } }", .nothingToOverride, "did you mean 'time'?"),
        ("profiles: { dev: { servers: { time: { «evn»: {} } } } }", .unknownKey, "did you mean 'env'?"),
        ("profiles: { dev: { servers: { time: { «name»: x } } } }", .unknownKey, "remove it"),
        ("profiles: { dev: { «server»: {} } }", .unknownKey, "did you mean 'servers'?"),
        ("profiles: { dev: { servers: { time: { isolation: «shred» } } } }", .badValue, "did you mean 'shared'?"),
        ("«profile»: {}", .unknownKey, "did you mean 'profiles'?"),
    ])
    func whatNamesNothingIsReportedInTheOverlay(marked: String, code: DiagnosticCode, help: String) throws {
        let source = MarkedSource(environment(marked))
        try ManifestDirectory.lend(["profiles/dev.yaml": profile(Self.servers), "envs/prod.yaml": source.text]) {
            directory throws in
            let diagnostics = try mistakes(directory)
            #expect(diagnostics.map(\.code) == [code])
            #expect(diagnostics.first?.suggestion == help)
            #expect(diagnostics.first?.points(at: source.location(in: "envs/prod.yaml")) == true)
        }
    }

    @Test func anUnknownEnvironmentIsNamedWithTheNearest() throws {
        try lend("profiles: {}") { directory throws in
            let error = #expect(throws: SpecError.self) { _ = try reading(directory, in: "prd") }
            #expect(error?.code == .unknownEnvironment)
            #expect(error?.suggestion == "did you mean 'prod'?")
        }
    }

    @Test func theOverlayIsAPartOfWhatWasRead() throws {
        try lend("profiles: { dev: { servers: { time: { env: { LEVEL: debug } } } } }") { directory throws in
            let before = try reading(directory).contentDigest
            try directory.write(environment("profiles: {}"), to: "envs/prod.yaml")
            #expect(try reading(directory).contentDigest != before)
        }
    }
}
