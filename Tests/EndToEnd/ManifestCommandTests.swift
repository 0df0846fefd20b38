import FoundationEssentials
import Testing

extension OnTheEngine {
    /// The commands that read and edit manifests, through the program.
    @Suite(.timeLimit(.minutes(3)))
    struct ManifestCommandTests {
        private func text(_ bench: Workbench, _ file: String) throws -> String {
            try String(contentsOfFile: bench.path(file), encoding: .utf8)
        }

        @Test func aProfileIsExportedAndTakenBack() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(
                    """
                    - name: one
                      ref: docker://mcp-reconcile-example/echo:1
                      isolation: session
                      tools: { allow: [echo] }
                    """
                )
                let shown = try await bench.program("profile", "export", "dev")
                #expect(shown.status == 0 && shown.output.contains("provider: docker-desktop-store"), "\(shown)")
                #expect(shown.error.contains("dev/one: the format has no place for 'isolation'"), "\(shown)")
                let json = try await bench.program(
                    "profile",
                    "export",
                    "dev",
                    "--format",
                    "docker-mcp-json",
                    "--out",
                    "dev.json"
                )
                #expect(json.status == 0 && json.output.isEmpty, "\(json)")
                let again = try await bench.program("profile", "export", "dev", "--out", "dev.json")
                #expect(again.status == 1 && again.error.contains("'dev.json' cannot be written: it is there already"))
                let taken = try await bench.program("import", "dev.json", "--profile", "copy")
                #expect(taken.status == 0 && taken.error.contains("one: taken over as copy/one"), "\(taken)")
                let valid = try await bench.program("validate")
                #expect(valid.status == 0, "\(valid)")
                let missing = try await bench.program("profile", "export", "deb")
                #expect(missing.status == 3 && missing.error.contains("did you mean 'dev'?"), "\(missing)")
            }
        }

        @Test func profilesAreEditedAndStayTheSameOtherwise() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile("- name: one # the first\n  ref: docker://mcp-reconcile-example/echo:1")
                try bench.write(
                    "registry: { clock: { image: \"mcp-reconcile-example/clock:1\" } }\n",
                    to: "catalogs/team.yaml"
                )
                let before = try text(bench, "profiles/dev.yaml")

                let shown = try await bench.program(
                    "profile",
                    "server",
                    "add",
                    "dev",
                    "catalog://team/clock",
                    "--dry-run"
                )
                #expect(shown.status == 0 && shown.output.contains("+    ref: catalog://team/clock"), "\(shown)")
                #expect(try text(bench, "profiles/dev.yaml") == before)

                let added = try await bench.program("profile", "server", "add", "dev", "catalog://team/clock")
                #expect(added.status == 0 && added.output == "changed profiles/dev.yaml\n", "\(added)")
                let tools = try await bench.program("profile", "tools", "dev", "--disable", "one.echo")
                #expect(tools.status == 0, "\(tools)")
                let after = try text(bench, "profiles/dev.yaml")
                #expect(after.contains("- name: one # the first\n"))
                #expect(after.contains("    tools: { deny: [echo] }\n"))

                let removed = try await bench.program("profile", "server", "rm", "dev", "clock")
                let enabled = try await bench.program("profile", "tools", "dev", "--enable", "one.echo")
                #expect(removed.status == 0 && enabled.status == 0, "\(removed) \(enabled)")
                #expect(try text(bench, "profiles/dev.yaml") == before)

                let wrong = try await bench.program(
                    "profile",
                    "server",
                    "add",
                    "dev",
                    "docker://Not/Valid",
                    "--name",
                    "x"
                )
                #expect(wrong.status == 3 && wrong.error.contains("no file was touched"), "\(wrong)")
                #expect(try text(bench, "profiles/dev.yaml") == before)
                let last = try await bench.program("profile", "rm", "dev")
                #expect(last.status == 3, "\(last)")
            }
        }

        @Test func profilesAreMadeAndListed() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile("- { name: one, ref: \"docker://mcp-reconcile-example/echo:1\" }")
                let made = try await bench.program("profile", "create", "more", "--server", "docker://mcp/time:1.0")
                #expect(made.status == 0, "\(made)")
                let listed = try await bench.program("profile", "ls")
                #expect(listed.output.contains("dev") && listed.output.contains("profiles/more.yaml"), "\(listed)")
                let shown = try await bench.program("profile", "show", "more")
                #expect(shown.output.contains("docker://mcp/time:1.0"), "\(shown)")
                let valid = try await bench.program("validate")
                #expect(valid.status == 0 && valid.output == "Valid: 2 profiles, 2 servers.\n", "\(valid)")
            }
        }

        @Test func anEnvironmentCountsWhereItIsNamed() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(
                    "- { name: one, ref: \"docker://mcp-reconcile-example/echo:1\", env: { LEVEL: info } }"
                )
                try bench.write(
                    """
                    apiVersion: mcp-reconcile.dev/v1
                    kind: Environment
                    profiles: { dev: { servers: { one: { env: { LEVEL: debug } } } } }

                    """,
                    to: "envs/prod.yaml"
                )
                let plan = try await bench.program("plan", "--env", "prod", "--format", "json")
                #expect(plan.status == 0 && plan.output.contains("\"environment\": \"prod\""), "\(plan)")
                #expect(plan.output.contains("envs/prod.yaml"), "\(plan)")
                let unknown = try await bench.program("plan", "--env", "prdo")
                #expect(unknown.status == 3 && unknown.error.contains("did you mean 'prod'?"), "\(unknown)")
                try bench.write(
                    "apiVersion: mcp-reconcile.dev/v1\nkind: Environment\nprofils: {}\n",
                    to: "envs/prod.yaml"
                )
                let invalid = try await bench.program("validate")
                #expect(invalid.status == 3 && invalid.error.contains("envs/prod.yaml:3:1"), "\(invalid)")
            }
        }

        @Test func validateSpeaksToOtherToolsAndCorrects() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(
                    "- { name: one, ref: \"docker://mcp-reconcile-example/echo:1\", evn: { A: no } }"
                )
                for (format, word) in [
                    ("sarif", "\"ruleId\": \"MCPR0112\""), ("junit", "<failure type=\"MCPR0112\""),
                    ("github", "::error file=profiles/dev.yaml,"), ("json", "\"replacement\": \"env\""),
                ] {
                    let result = try await bench.program("validate", "--format", format)
                    #expect(result.status == 3 && result.output.contains(word), "\(result)")
                }
                let shown = try await bench.program("validate", "--fix", "--dry-run")
                #expect(shown.status == 0 && shown.output.contains("env: { A: \"no\" }"), "\(shown)")
                let fixed = try await bench.program("validate", "--fix")
                #expect(fixed.status == 0 && fixed.output.hasSuffix("Valid: 1 profiles, 1 servers.\n"), "\(fixed)")
                #expect(try text(bench, "profiles/dev.yaml").contains("env: { A: \"no\" }"))
            }
        }

        @Test func codesStatusesAndServersAreExplained() async throws {
            try await Workbench.lend { bench in
                let entry = "env: [ { name: API_TOKEN, value: canary } ]"
                try bench.writeProfile(try bench.echoServer("one", arguments: ["--tools", "x"], entry: entry))
                let server = try await bench.program("explain", "dev/one")
                #expect(server.status == 0 && server.output.contains("servers/one.yaml:4:"), "\(server)")
                #expect(server.output.contains("network") && !server.output.contains("canary"), "\(server)")
                #expect(try await bench.program("explain", "one").output == server.output)
                #expect(try await bench.program("explain", "mcpr0112").output.hasPrefix("MCPR0112: "))
                for status in ["8", "137"] {
                    #expect(try await bench.program("explain", status).output.hasPrefix("Exit status \(status): "))
                }
                let nearly = try await bench.program("explain", "dev/onee")
                #expect(nearly.status == 3 && nearly.error.contains("did you mean 'dev/one'?"), "\(nearly)")
            }
        }

        @Test func warningsFailOnlyWhereThatIsAskedFor() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile("- { name: one, ref: \"docker://mcp-reconcile-example/echo\" }")
                let lenient = try await bench.program("validate")
                #expect(lenient.status == 0 && lenient.error.contains("warning[MCPR0701]"), "\(lenient)")
                #expect(try await bench.program("validate", "--strict").status == 3)
                #expect(try await bench.program("validate", "--strict", "--no-lint").status == 0)
            }
        }

        @Test func aServerOfARegistryIsFetchedOnceAndKeptWithItsDigest() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile("- { name: one, ref: \"docker://mcp-reconcile-example/echo:1\" }")
                try bench.write(
                    #"{"server": {"name": "com.example/weather", "packages": [{"registryType": "oci", "identifier": "w", "version": "2"}]}}"#,
                    to: "www/v0/servers/com.example%2Fweather/versions/latest"
                )
                // The server of files takes `%2F` in a URL for a slash.
                try bench.write(
                    try text(bench, "www/v0/servers/com.example%2Fweather/versions/latest"),
                    to: "www/v0/servers/com.example/weather/versions/latest"
                )
                let server = Command(
                    executable: Installation.python,
                    arguments: [
                        "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", bench.path("www"),
                    ]
                )
                _ = try await Companion.running(server) { companion in
                    let line = try await companion.line(containing: "http://127.0.0.1:")
                    let port = try #require(line.firstMatch(of: /127\.0\.0\.1:([0-9]+)/)).output.1
                    let url = "http://127.0.0.1:\(port)/v0/servers/com.example%2Fweather"
                    let refused = try await bench.program("import", url, "--profile", "dev")
                    #expect(refused.status == 1 && refused.error.contains("https"), "\(refused)")
                    let inside = try await bench.program("import", "https://127.0.0.1:\(port)/x", "--profile", "dev")
                    #expect(inside.status == 1 && inside.error.contains("no public address"), "\(inside)")
                    let missing = try await bench.program(
                        "import",
                        url + "x",
                        "--profile",
                        "dev",
                        "--allow-private-addresses"
                    )
                    #expect(missing.status == 1 && missing.error.contains("404"), "\(missing)")
                    let taken = try await bench.program("import", url, "--profile", "dev", "--allow-private-addresses")
                    #expect(taken.status == 0, "\(taken)")
                    let written = try text(bench, "servers/weather.yaml")
                    #expect(written.hasPrefix("# Imported from \(url)/versions/latest\n# sha256:"), "\(written)")
                    #expect(written.contains("image: w:2"), "\(written)")
                }
                #expect(try await bench.program("validate").status == 0)
            }
        }

        @Test func anImportWritesServersAndNoCredential() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile("- { name: one, ref: \"docker://mcp-reconcile-example/echo:1\" }")
                let secret = "ghp_" + String(repeating: "a1B2", count: 9)
                try bench.write(
                    """
                    {"mcpServers": {
                      "echo": {"command": "docker", "args": ["run", "-i", "--rm", "mcp-reconcile-example/echo:1"]},
                      "far": {"url": "https://mcp.example.com/mcp", "headers": {"Authorization": "Bearer \(secret)"}}}}
                    """,
                    to: "client.json"
                )
                let result = try await bench.program("import", "client.json", "--profile", "dev")
                #expect(result.status == 0 && result.error.contains("echo: taken over as dev/echo"), "\(result)")
                let written = try ["profiles/dev.yaml", "servers/far.yaml", "servers/echo.yaml"].map {
                    try text(bench, $0)
                }
                #expect(!written.contains { $0.contains(secret) })
                #expect(!(result.output + result.error).contains(secret))
                #expect(try await bench.program("validate").status == 0)
                #expect(try await bench.program("plan").output.contains("dev/echo"))
            }
        }
    }
}
