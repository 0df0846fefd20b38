import Testing

@testable import Spec

@Suite struct ImportTests {
    private static let token = "ghp_" + String(repeating: "a1B2", count: 9)

    private struct Imported {
        let outcomes: [ManifestDraft.ImportOutcome]
        let files: [String: String]
        let mistakes: [Diagnostic]

        func notes(_ name: String) -> String {
            outcomes.first { $0.originalName == name }?.notes.joined(separator: "\n") ?? ""
        }
    }

    private func take(
        _ text: String,
        companions: [String: String] = [:],
        only: [String] = []
    ) throws -> Imported {
        try ManifestDirectory.lend(["profiles/dev.yaml": profile("- { name: old, ref: \"docker://mcp/old:1\" }\n")]) {
            directory in
            let source = try ImportSource(
                name: "file",
                bytes: Array(text.utf8),
                companions: companions.mapValues { Array($0.utf8) }
            )
            var draft = try ManifestDraft(.directory(directory.path))
            let profile = try #require(ProfileName("mine"))
            let outcomes = try draft.importServers(from: source, into: profile, only: only)
            let files = Dictionary(uniqueKeysWithValues: draft.changes.map { ($0.name, $0.after ?? "") })
            return Imported(outcomes: outcomes, files: files, mistakes: try draft.mistakes().diagnostics)
        }
    }

    private func value(_ text: String?) throws -> JSONValue {
        let text = try #require(text)
        return JSONValue(try #require(YAMLDocument(bytes: Array(text.utf8), file: "a").root))
    }

    @Test func aClientsContainerIsTakenOver() throws {
        let imported = try take(
            """
            { // Claude's
              "mcpServers": { "My Search": { "command": "docker", /* here */
                "args": ["run", "-i", "--rm", "-e", "LEVEL", "-e", "A=1", "--mount", "type=bind,src=/srv/d,dst=/d,readonly",
                         "--gpus", "all", "--network=none", "mcp/search:1", "serve", "--all"],
                "env": { "LEVEL": "http://x" } } } }
            """
        )
        #expect(
            try value(imported.files["servers/my-search.yaml"]) == [
                "name": "my-search", "type": "server", "image": "mcp/search:1", "command": ["serve", "--all"],
                "env": [["name": "LEVEL", "value": "http://x"], ["name": "A", "value": "1"]],
                "volumes": ["/srv/d:/d:ro"],
            ]
        )
        #expect(
            try value(imported.files["profiles/mine.yaml"])["servers"] == [
                ["name": "my-search", "ref": "file://servers/my-search.yaml"]
            ]
        )
        #expect(imported.notes("My Search") == "the option '--gpus' was not taken over")
        #expect(imported.mistakes.isEmpty)
    }

    @Test func credentialsAreNeverWrittenAndTheirPlaceIsExplained() throws {
        let imported = try take(
            """
            {"mcpServers": {"gh": {"command": "docker", "args": ["run", "-e", "GITHUB_TOKEN", "-e", "OTHER=\(Self.token)", "mcp/gh:1"],
              "env": {"GITHUB_TOKEN": "anything"}},
             "arg": {"command": "docker", "args": ["run", "mcp/a:1", "--auth", "\(Self.token)"]},
             "far": {"url": "https://example.com/mcp", "headers": {"Authorization": "Bearer \(Self.token)"}}}}
            """
        )
        #expect(!imported.files.values.contains { $0.contains(Self.token) || $0.contains("anything") })
        #expect(!imported.outcomes.contains { $0.notes.joined().contains(Self.token) })
        #expect(
            try value(imported.files["profiles/mine.yaml"])["servers"]?[[.index(0)][...]]?["secrets"] == [
                ["name": "gh.github_token", "env": "GITHUB_TOKEN"], ["name": "gh.other", "env": "OTHER"],
            ]
        )
        #expect(
            try value(imported.files["servers/far.yaml"])["remote"] == [
                "url": "https://example.com/mcp", "transport_type": "streamable-http",
                "headers": ["Authorization": "Bearer ${FAR_AUTHORIZATION}"],
            ]
        )
        #expect(imported.notes("arg").contains("looks like a credential"))
        #expect(Set(imported.mistakes.map(\.code)) == [.unsupportedSecrets])
    }

    @Test func packagesAndProgramsOfTheHostAreTold() throws {
        let imported = try take(
            """
            {"servers": {"pkg": {"type": "stdio", "command": "npx", "args": ["-y", "@x/y@1.0.0"]},
                         "own": {"command": "/usr/local/bin/mine"}, "odd": {}}}
            """
        )
        #expect(imported.outcomes.map(\.name?.text) == ["pkg", nil, nil])
        #expect(try value(imported.files["servers/pkg.yaml"])["command"] == ["npx", "-y", "@x/y@1.0.0"])
        #expect(try value(imported.files["profiles/mine.yaml"])["servers"]?[[.index(0)][...]]?["network"] == "bridge")
        #expect(imported.notes("own").contains("build an image"))
    }

    @Test func aComposeFileIsTakenOver() throws {
        let imported = try take(
            """
            services:
              search:
                image: mcp/search:1
                restart: no
                command: serve "two words"
                environment: [LEVEL=debug, "API_KEY=x"]
                volumes:
                  - /srv/data:/data
                  - { type: bind, source: /srv/more, target: /more, read_only: true }
                  - ~/mine:/mine
                deploy: { resources: { limits: { cpus: "0.5", memory: 512M } } }
                privileged: true
              built: { build: . }
            """
        )
        let entry = try value(imported.files["servers/search.yaml"])
        #expect(entry["command"] == ["serve", "two words"])
        #expect(entry["volumes"] == ["/srv/data:/data:rw", "/srv/more:/more:ro"])
        #expect(entry["env"] == [["name": "LEVEL", "value": "debug"]])
        let server = try value(imported.files["profiles/mine.yaml"])["servers"]?[[.index(0)][...]]
        #expect(server?["resources"] == ["cpus": .number(0.5), "memory": "512M"])
        for word in ["privileged", "~/mine", "API_KEY", "network: bridge"] {
            #expect(imported.notes("search").contains(word), "\(word)")
        }
        #expect(imported.notes("built").contains("no 'image'"))
    }

    @Test func anExportedProfileIsTakenOver() throws {
        let imported = try take(
            """
            {"version": 1, "id": "x", "name": "X", "servers": [
              {"type": "image", "image": "mcp/time:1", "tools": ["now"], "config": {"zone": "UTC"},
               "snapshot": {"server": {"name": "time.one", "type": "server", "image": "mcp/time:1", "remote": {},
                 "env": [{"name": "TZ", "value": "{{time_one.zone}}"}],
                 "tools": [{"name": "now", "container": {"image": "", "command": null, "volumes": null},
                            "parameters": {"type": "", "properties": null, "required": null}}]}}},
              {"type": "image", "image": "mcp/bare:2", "tools": null},
              {"type": "registry", "source": "https://registry.example/v0/servers/z"}]}
            """
        )
        #expect(imported.outcomes.map(\.name?.text) == ["time-one", "bare", nil])
        #expect(
            try value(imported.files["profiles/mine.yaml"])["servers"] == [
                [
                    "name": "time-one", "ref": "file://servers/time-one.yaml", "config": ["time_one": ["zone": "UTC"]],
                    "tools": ["allow": ["now"]],
                ], ["name": "bare", "ref": "docker://mcp/bare:2"],
            ]
        )
        #expect(try value(imported.files["servers/time-one.yaml"])["tools"] == [["name": "now"]])
        #expect(imported.mistakes.isEmpty, "\(imported.mistakes)")
    }

    @Test func theLegacySetIsTakenOver() throws {
        let imported = try take(
            "registry: { time: { ref: \"\" }, gone: { ref: \"\" } }",
            companions: [
                "config.yaml": "time: { zone: UTC, password: hunter2 }", "tools.yaml": "time: [now]",
                "catalogs/docker-mcp.yaml":
                    "registry: { time: { image: \"mcp/time:1\", env: [ { name: TZ, value: \"{{time.zone}}\" } ] } }",
            ]
        )
        #expect(
            try value(imported.files["profiles/mine.yaml"])["servers"] == [
                [
                    "name": "time", "ref": "file://servers/time.yaml", "config": ["time": ["zone": "UTC"]],
                    "tools": ["allow": ["now"]],
                ]
            ]
        )
        #expect(imported.notes("gone").contains("no catalog"))
        #expect(imported.notes("time").contains("'password' is a credential"))
        #expect(imported.mistakes.isEmpty)
    }

    @Test(arguments: [
        (#""registryType": "oci", "identifier": "acme/tool", "version": "1.2.0""#, "acme/tool:1.2.0"),
        (#""registryType": "oci", "identifier": "ghcr.io/acme/tool:2""#, "ghcr.io/acme/tool:2"),
        (
            #""registry_type": "oci", "registry_base_url": "https://ghcr.io", "identifier": "acme/tool", "version": "3""#,
            "ghcr.io/acme/tool:3"
        ),
        (#""registry_name": "docker", "name": "acme/tool", "version": "4""#, "acme/tool:4"),
    ])
    func anImageOfTheRegistryIsTakenOver(package: String, image: String) throws {
        let rest = #""environmentVariables": [{"name": "LEVEL", "default": "info"}, {"name": "WHO", "isSecret": true}]"#
        let document =
            #"{"server": {"name": "io.github.acme/tool", "packages": [{\#(package), \#(rest), \#(Self.runtime)}]}}"#
        let imported = try take(document)
        let entry = try value(imported.files["servers/tool.yaml"])
        #expect(entry["image"] == .string(image))
        #expect(entry["env"] == [["name": "LEVEL", "value": "info"]])
        #expect(entry["volumes"] == ["/srv/x:/x:ro"])
        #expect(imported.notes("tool").contains("--gpus"))
        #expect(imported.mistakes.map(\.code) == [.unsupportedSecrets])
    }

    private static let runtime = #"""
        "runtimeArguments": [{"type": "named", "name": "-v", "value": "/srv/x:/x:ro"},
                             {"type": "named", "name": "--gpus", "value": "all"}]
        """#

    @Test func packagesAndRemotesOfTheRegistryAreTakenOver() throws {
        let pypi = try take(
            #"""
            {"name": "a/p", "packages": [{"registryType": "npm", "identifier": "n", "version": "1"},
              {"registryType": "pypi", "identifier": "p", "version": "2",
               "packageArguments": [{"type": "named", "name": "--mode", "value": "fast"}, {"type": "positional", "value": "x"}]}]}
            """#
        )
        #expect(
            try value(pypi.files["servers/p.yaml"])["command"] == ["uvx", "--from", "p==2", "p", "--mode=fast", "x"]
        )
        let remote = try take(
            #"""
            {"name": "a/r", "packages": [], "remotes": [{"type": "sse", "url": "https://r.example/sse",
              "headers": [{"name": "X-Key", "value": "Bearer {token}", "isSecret": true}, {"name": "X-A", "value": "1"}]}]}
            """#
        )
        #expect(
            try value(remote.files["servers/r.yaml"])["remote"] == [
                "url": "https://r.example/sse", "transport_type": "sse",
                "headers": ["X-Key": "Bearer ${R_X_KEY}", "X-A": "1"],
            ]
        )
        #expect(remote.mistakes.isEmpty)
    }

    @Test(arguments: [
        ("https://r.example/v0/servers/a.b%2Fc", "https://r.example/v0/servers/a.b%2Fc/versions/latest"),
        ("https://r.example/v0.1/servers/a.b/c/", "https://r.example/v0.1/servers/a.b%2Fc/versions/latest"),
        ("https://r.example/x/v0/servers/a%2Fc/versions/1.0", "https://r.example/x/v0/servers/a%2Fc/versions/1.0"),
        (
            "https://r.example/v0/servers/0b5f2f0e-6c1f-4c39-9a53-0d7b4f7f3c11",
            "https://r.example/v0/servers/0b5f2f0e-6c1f-4c39-9a53-0d7b4f7f3c11"
        ), ("https://example.com/server.json", "https://example.com/server.json"),
    ])
    func urlsOfRegistriesAreRead(text: String, document: String) {
        #expect(RegistryURL(text).document == document)
    }

    @Test func importingTwiceChangesNothingMore() throws {
        try ManifestDirectory.lend(["profiles/dev.yaml": profile("  []")]) { directory in
            let text = #"{"mcpServers": {"a": {"command": "docker", "args": ["run", "mcp/a:1"]}}}"#
            let source = try ImportSource(name: "file", bytes: Array(text.utf8))
            let dev = try #require(ProfileName("dev"))
            var draft = try ManifestDraft(.directory(directory.path))
            _ = try draft.importServers(from: source, into: dev)
            let once = draft.changes
            #expect(once.map(\.name) == ["profiles/dev.yaml", "servers/a.yaml"])
            _ = try draft.importServers(from: source, into: dev)
            #expect(draft.changes == once)
        }
    }

    @Test func whatIsNoConfigurationIsRefused() throws {
        #expect(throws: ManifestDraft.Problem.self) { _ = try take("a: 1") }
        #expect(throws: ManifestDraft.Problem.self) { _ = try take("mcpServers: { a: {} }", only: ["b"]) }
        #expect(throws: DiagnosticReport.self) { _ = try take("{") }
    }
}
