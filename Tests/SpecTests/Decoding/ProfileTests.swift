import Testing

@testable import Spec

@Suite struct ProfileTests {
    @Test func everyFieldReachesTheDesiredState() throws {
        let text = profile(
            """
              - name: time
                ref: docker://mcp/time:1.0
                tools: { allow: ["get_*"], deny: [get_secret], rename: { get_current_time: now } }
                isolation: shared
                mounts:
                  - { source: /srv/data, target: /data/, readOnly: false }
                  - { source: cache, target: /cache }
                timeouts: { start: 90s, call: 1500ms, idle: 1h30m }
                resources: { cpus: 0.5, memory: 512Mi, pids: 32 }
                network: bridge
                env: { TZ: Europe/Paris, PORT: 8080, EMPTY: "" }
                command: [--zone, "$TZ", 7]
                user: 1000
                protocol: stateless
            """,
            rest: "gateway: { naming: prefix }"
        )
        try ManifestDirectory.lend(["profiles/dev.yaml": text]) { directory in
            let desired = try directory.loader.load()
            #expect(desired.owner.text == ManifestDirectory.owner && desired.isComplete && desired.revision == nil)
            let found = try #require(desired.profiles.first)
            #expect(found.name.text == "dev" && found.gateway.naming == .prefixed)
            var server = try #require(found.servers.first)
            #expect(server.attributeLocations[AttributePath("env.TZ")]?.line == 16)
            #expect(
                server.attributeLocations[AttributePath("resources.memory")]?.description == "profiles/dev.yaml:14:37"
            )
            server.attributeLocations = [:]
            #expect(try server == expected)
        }
    }

    private var expected: ServerSpec {
        get throws {
            var server = ServerSpec(
                name: try #require(ServerName("time")),
                declaredAt: Spec.SourceLocation(file: "profiles/dev.yaml", line: 6, column: 11, length: 4),
                image: try #require(ImageReference("mcp/time:1.0")),
                command: ["--zone", "Europe/Paris", "7"],
                environment: [
                    EnvironmentVariable(name: "EMPTY", value: ""), EnvironmentVariable(name: "PORT", value: "8080"),
                    EnvironmentVariable(name: "TZ", value: "Europe/Paris"),
                ],
                user: "1000",
                mounts: [
                    Mount(source: .volume("cache"), target: "/cache"),
                    Mount(source: .bind("/srv/data"), target: "/data", isReadOnly: false),
                ],
                network: .bridge,
                resources: ResourceLimits(nanoCPUs: 500_000_000, memory: ByteCount(bytes: 512 << 20), pids: 32),
                tools: ToolPolicy(allow: ["get_*"], deny: ["get_secret"], rename: ["get_current_time": "now"]),
                timeouts: Timeouts(start: .seconds(90), call: .milliseconds(1500), idle: .seconds(5400))
            )
            server.protocolChoice = .stateless
            return server
        }
    }

    @Test func whatIsNotSaidIsTheDefault() throws {
        let files = ["profiles/dev.yaml": profile("  - { name: a, ref: \"docker://a\" }")]
        let server = try ManifestDirectory.lend(files) { try $0.servers()[0] }
        #expect(server.network == .none && server.resources == ResourceLimits() && server.timeouts == Timeouts())
        #expect(server.protocolChoice == .auto)
        #expect(server.isolation == .shared && server.mounts.isEmpty && server.tools == ToolPolicy())
        #expect(server.warm == 1 && server.serving.warm == 1)
        #expect(server.environment.isEmpty && server.command.isEmpty && server.user == nil)
    }

    @Test func theServerSpeaksBeforeTheProfileAndTheProfileBeforeTheRepository() throws {
        let repository =
            ManifestDirectory.repository + """
                defaults: { resources: { cpus: 4, memory: 64Mi, pids: 10 }, network: bridge }
                """
        let text = profile(
            """
              - { name: a, ref: "docker://a", resources: { cpus: 0.25 } }
              - { name: b, ref: "docker://b", network: bridge }
            """,
            rest: "defaults: { resources: { memory: 128Mi, cpus: 2 }, network: none }"
        )
        let servers = try ManifestDirectory.lend(["profiles/dev.yaml": text], repository: repository) {
            try $0.servers()
        }
        #expect(servers[0].resources.nanoCPUs == 250_000_000 && servers[1].resources.nanoCPUs == 2_000_000_000)
        #expect(servers.allSatisfy { $0.resources.memory.bytes == 128 << 20 && $0.resources.pids == 10 })
        #expect(servers.map(\.network) == [.none, .bridge])
    }

    @Test func copiesThatWaitAreCounted() throws {
        let text = profile(
            """
              - { name: a, ref: "docker://a", isolation: call, warm: 8 }
              - { name: b, ref: "docker://b", isolation: session, warm: 0 }
            """
        )
        let servers = try ManifestDirectory.lend(["profiles/dev.yaml": text]) { try $0.servers() }
        #expect(servers.map(\.serving.warm) == [8, 0])
    }

    /// One server's keys, `«»` around what the diagnostic must point at.
    @Test(
        arguments: [
            (.unknownKey, "name: a, ref: \"docker://a\", «tolos»: {}", "did you mean 'tools'?"),
            (.unknownKey, "name: a, ref: \"docker://a\", «enviroment»: {}", "known keys"),
            (
                .unknownKey, "name: a, ref: \"docker://a\", mounts: [ { source: a, target: /a, «readonly»: true } ]",
                "readOnly"
            ),
            (.missingKey, "«»name: a", nil),
            (.wrongType, "name: «12», ref: \"docker://a\"", "write \"12\" in quotes"),
            (.wrongType, "name: a, ref: \"docker://a\", tools: «[»]", nil),
            (.wrongType, "name: a, ref: \"docker://a\", tools: { allow: «all» }", "write a list"),
            (.wrongType, "name: a, ref: \"docker://a\", tools: «~»", nil),
            (.wrongType, "name: a, ref: \"docker://a\", timeouts: { call: «30» }", "write \"30\" in quotes"),
            (.badValue, "name: a, ref: \"docker://a\", timeouts: { call: «30 s» }", "30s"),
            (.badValue, "name: a, ref: \"docker://a\", timeouts: { call: «0s» }", nil),
            (.badValue, "name: «Time», ref: \"docker://a\"", "lowercase"),
            (.badValue, "name: a, ref: «mcp/time»", "docker://image"),
            (.badValue, "name: a, ref: \"docker://a\", network: «brigde»", "did you mean 'bridge'?"),
            (.badValue, "name: a, ref: \"docker://a\", resources: { memory: «lots» }", "512Mi"),
            (.badValue, "name: a, ref: \"docker://a\", resources: { memory: «512» }", "write a unit"),
            (.badValue, "name: a, ref: \"docker://a\", resources: { cpus: «0» }", "from 0.01"),
            (.badValue, "name: a, ref: \"docker://a\", resources: { pids: «-1» }", "from 1"),
            (.badValue, "name: a, ref: \"docker://a\", env: { «1X»: y1 }", "letters"),
            (.badValue, "name: a, ref: \"docker://a\", isolation: call, warm: «33»", "from 0 to 32"),
            (.wrongType, "name: a, ref: \"docker://a\", isolation: call, warm: «many»", nil),
            (.badValue, "name: a, ref: \"docker://a\", warm: «2»", "isolation: call"),
            (.badValue, "name: a, ref: \"docker://a\", tools: { rename: { a: «a b» } }", "letters"),
            (.duplicateName, "name: a, ref: \"docker://a\", tools: { rename: { a: ‹x›, b: «x» } }", "change"),
            (
                .duplicateName,
                "name: a, ref: \"docker://a\", env: [ { name: ‹A›, value: x }, { name: «A», value: z } ]", nil
            ),
            (.badReference, "name: a, ref: «\"docker://Not An Image\"»", "lower case"),
            (.badReference, "name: a, ref: «\"file://a%zz\"»", "%25"),
            (.outsideTree, "name: a, ref: «\"file://../../outside.yaml\"»", nil),
            (.outsideTree, "name: a, ref: «\"file://..%2F..%2Fetc/passwd\"»", nil),
            (.outsideTree, "name: a, ref: «\"file:///etc/passwd\"»", nil),
            (.missingFile, "name: a, ref: «\"file://servers/none.yaml\"»", nil),
            (.unsupportedSecrets, "name: a, ref: \"docker://a\", secrets: «[» { name: k } ]", "never put a secret"),
            (
                .unsupportedHosts, "name: a, ref: \"docker://a\", network: «{» allowHosts: [ \"a:443\" ] }",
                "network: bridge"
            ),
            (.unsupportedReference, "name: a, ref: «\"oci://mcp/x/a\"»", "file://"),
            (.documentNotLocked, "name: a, ref: «\"https://h/v0/servers/a\"»", "mcp-reconcile lock"),
            (.badTemplate, "name: a, ref: \"docker://a\", command: [ «\"{{a.b\"» ]", "}}"),
            (.badTemplate, "name: a, ref: \"docker://a\", command: [ «\"{{a.b|volme}}\"» ]", "did you mean 'volume'?"),
            (
                .undefinedVariable, "name: a, ref: \"docker://a\", env: { ZONE: x }, command: [ «\"$ZNE\"» ]",
                "did you mean '$ZONE'?"
            ),
        ] as [(DiagnosticCode, String, String?)]
    )
    func mistakesOfAServerArePointedAt(code: DiagnosticCode, server: String, help: String?) throws {
        let source = MarkedSource(profile("  - { \(server) }"))
        try ManifestDirectory.lend(["profiles/dev.yaml": source.text]) { directory in
            let diagnostics = try directory.diagnostics()
            let diagnostic = try #require(diagnostics.first, "\(source.text)")
            #expect(diagnostics.count == 1, "\(diagnostics)")
            #expect(diagnostic.code == code, "\(diagnostic)")
            let expected = try #require(source.location(in: "profiles/dev.yaml"))
            #expect(diagnostic.location.description == expected.description || code == .missingKey, "\(diagnostic)")
            if !(server.contains("«{»") || server.contains("«[»")) {
                #expect(diagnostic.location.length == expected.length, "\(diagnostic)")
            }
            #expect(diagnostic.related?.location == source.related(in: "profiles/dev.yaml"))
            if let help { #expect(diagnostic.suggestion?.contains(help) == true, "\(diagnostic.suggestion ?? "-")") }
        }
    }

    /// Whole files.
    @Test(
        arguments: [
            (.badValue, "apiVersion: «mcp-reconcile.dev/v2»\nkind: Profile\nmetadata: { name: a }\nservers: []\n"),
            (.badValue, "apiVersion: mcp-reconcile.dev/v1\nkind: «Profil»\nmetadata: { name: a }\nservers: []\n"),
            (.missingKey, "«apiVersion»: mcp-reconcile.dev/v1\nkind: Profile\nmetadata: { name: a }\n"),
            (.wrongType, "apiVersion: mcp-reconcile.dev/v1\nkind: Profile\nmetadata: { name: a }\nservers:«»\n"),
            (
                .unknownKey,
                "apiVersion: mcp-reconcile.dev/v1\nkind: Profile\nmetadata: { name: a }\nservers: []\n«server»: []\n"
            ),
            (
                .badValue,
                "apiVersion: mcp-reconcile.dev/v1\nkind: Profile\nmetadata: { name: a }\nservers: []\ninterceptors: [«x»]\n"
            ),
            (.emptyDocument, "«»# nothing here\n"),
            (.wrongType, "«just text»\n"),
        ] as [(DiagnosticCode, String)]
    )
    func mistakesOfAProfileArePointedAt(code: DiagnosticCode, marked: String) throws {
        let source = MarkedSource(marked)
        try ManifestDirectory.lend(["profiles/dev.yaml": source.text]) { directory in
            let diagnostics = try directory.diagnostics()
            #expect(diagnostics.map(\.code) == [code], "\(diagnostics)")
            let expected = try #require(source.location(in: "profiles/dev.yaml"))
            #expect(diagnostics.first?.location.description == expected.description)
        }
    }

    @Test func twoServersWithOneNameAreRefused() throws {
        let source = MarkedSource(
            profile("  - { name: ‹a›, ref: \"docker://a\" }\n  - { name: «a», ref: \"docker://b\" }")
        )
        try ManifestDirectory.lend(["profiles/dev.yaml": source.text]) { directory in
            let diagnostics = try directory.diagnostics()
            #expect(diagnostics.map(\.code) == [.duplicateServer])
            #expect(diagnostics.first?.location == source.location(in: "profiles/dev.yaml"))
            #expect(diagnostics.first?.related?.location == source.related(in: "profiles/dev.yaml"))
        }
    }

    @Test func twoProfilesWithOneNameAreRefused() throws {
        let files = ["profiles/a.yaml": profile("  []", name: "x"), "profiles/b.yaml": profile("  []", name: "x")]
        try ManifestDirectory.lend(files) { directory in
            let diagnostic = try #require(try directory.diagnostics().first)
            #expect(diagnostic.code == .duplicateProfile)
            #expect(diagnostic.location.file == "profiles/b.yaml")
            #expect(diagnostic.related?.location.file == "profiles/a.yaml")
        }
    }

    @Test func allMistakesOfAllFilesAreReportedInOrder() throws {
        let broken = profile(
            "  - { name: A, ref: \"docker://a\" }\n  - { name: b, ref: \"file://none.yaml\", tolos: 1 }"
        )
        let files = [
            "profiles/z.yaml": broken, "profiles/a.yaml": "a: [",
            "profiles/m.yaml": profile(
                "  - { name: a, ref: \"file://none.yaml\" }\n  - { name: b, ref: no }",
                name: "m"
            ),
        ]
        try ManifestDirectory.lend(files, repository: "owner: nobody\n") { directory in
            let diagnostics = try directory.diagnostics()
            let codes = Dictionary(grouping: diagnostics, by: \.location.file).mapValues { $0.map(\.code) }
            #expect(codes["profiles/a.yaml"] == [.syntax])
            #expect(codes["profiles/m.yaml"] == [.missingFile, .ambiguousScalar, .badValue])
            #expect(codes["profiles/z.yaml"] == [.badValue, .unknownKey])
            #expect(codes["reconcile.yaml"] == [.missingKey, .missingKey, .badValue])
            #expect(diagnostics == diagnostics.sorted())
        }
    }

    @Test(
        arguments: [
            ("250ms", .milliseconds(250)), ("30s", .seconds(30)), ("10m", .seconds(600)), ("1h30m", .seconds(5400)),
            ("1.5s", .milliseconds(1500)), ("999999h", .seconds(3_599_996_400)),
            ("", nil), ("0s", nil), ("0m0s", nil), ("s", nil), ("30", nil), ("-1s", nil), ("1 s", nil), ("1d", nil),
            ("1e3s", nil), ("1234567s", nil), ("1s1", nil), ("١s", nil),
        ] as [(String, Duration?)]
    )
    func durations(text: String, expected: Duration?) {
        #expect(DurationText(text)?.duration == expected)
    }
}
