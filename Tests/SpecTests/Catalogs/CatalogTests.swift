import Testing

@testable import Spec

@Suite struct CatalogTests {
    private static let legacy = """
        name: team
        displayName: The team's own
        registry:
          time: { image: "mcp/time:1.0", description: Tells the time }
          github: { image: "mcp/github:2", env: [ { name: LEVEL, value: "{{github.level}}" } ] }

        """

    private static let listed = """
        {"ref": "docker.io/acme/tools:v3", "title": "Tools", "servers": [
          {"type": "image", "image": "mcp/search@sha256:\(String(repeating: "a", count: 64))", "tools": ["find"],
           "snapshot": {"server": {"name": "search", "type": "server", "image": "mcp/search:1", "remote": {},
             "tools": [{"name": "find", "container": {"image": "", "command": null}}]}}},
          {"type": "remote", "endpoint": "https://mcp.example.com/v1", "tools": null,
           "snapshot": {"server": {"name": "far", "type": "remote", "image": "", "remote": {}}}},
          {"type": "image", "image": "mcp/unnamed:1"}
        ]}
        """

    private func lend<Result>(_ servers: String, _ body: (ManifestDirectory) throws -> Result) throws -> Result {
        try ManifestDirectory.lend(
            [
                "profiles/dev.yaml": profile(servers), "catalogs/team.yaml": Self.legacy,
                "catalogs/acme.json": Self.listed,
            ],
            body
        )
    }

    @Test(arguments: [
        ("- { name: clock, ref: \"catalog://team/time\" }", "mcp/time:1.0"),
        ("- { name: time, ref: \"catalog://team\" }", "mcp/time:1.0"),
        ("- { name: time, ref: \"catalog://team.yaml/time\" }", "mcp/time:1.0"),
        (
            "- { name: search, ref: \"catalog://acme/search\" }",
            "mcp/search@sha256:" + String(repeating: "a", count: 64)
        ),
        (
            "- { name: search, ref: \"catalog://acme/tools:v3/search\" }",
            "mcp/search@sha256:" + String(repeating: "a", count: 64)
        ),
        (
            "- { name: search, ref: \"catalog://acme/tools:v3\" }",
            "mcp/search@sha256:" + String(repeating: "a", count: 64)
        ),
    ])
    func aReferenceLeadsToTheImageOfItsEntry(servers: String, image: String) throws {
        try lend(servers) { directory throws in
            #expect(try directory.servers().map(\.image.text) == [image])
        }
    }

    @Test func aServerOfACatalogIsConfiguredAsOneOfAFile() throws {
        try lend("- { name: github, ref: \"catalog://team/github\", config: { github: { level: high } } }") {
            directory throws in
            let server = try #require(try directory.servers().first)
            #expect(server.environment == [EnvironmentVariable(name: "LEVEL", value: "high")])
            #expect(server.attributeLocations[AttributePath("image")]?.file == "catalogs/team.yaml")
        }
    }

    @Test func theToolsThatACatalogLetsThroughAreAllThatIsShownUnlessTheProfileSaysOtherwise() throws {
        try lend("- { name: search, ref: \"catalog://acme/search\" }") { directory throws in
            #expect(try directory.servers().first?.tools.allow == ["find"])
        }
        try lend("- { name: search, ref: \"catalog://acme/search\", tools: { allow: [\"*\"] } }") { directory throws in
            #expect(try directory.servers().first?.tools.allow == ["*"])
        }
    }

    @Test func aRemoteServerOfACatalogHasTheEndpointOfItsListing() throws {
        try lend("- { name: far, ref: \"catalog://acme/far\" }") { directory throws in
            let desired = try directory.loader.load()
            #expect(desired.profiles.first?.remotes.map(\.url) == ["https://mcp.example.com/v1"])
        }
    }

    @Test(arguments: [
        ("- { name: a, ref: «\"catalog://teem/time\"» }", DiagnosticCode.unknownCatalog, "did you mean 'team'?"),
        (
            "- { name: a, ref: «\"catalog://nothing-like-it/time\"» }", .unknownCatalog,
            "catalogs of this tree: acme, team"
        ),
        ("- { name: a, ref: «\"catalog://team/tiem\"» }", .unknownEntry, "did you mean 'time'?"),
        ("- { name: a, ref: «\"catalog://team/nothing\"» }", .unknownEntry, "it has: time, github"),
        ("- { name: a, ref: «\"catalog://team/\"» }", .badReference, "write catalog://CATALOG/SERVER"),
    ])
    func whatIsNotThereIsNamed(marked: String, code: DiagnosticCode, help: String) throws {
        let source = MarkedSource(profile(marked))
        try ManifestDirectory.lend([
            "profiles/dev.yaml": source.text, "catalogs/team.yaml": Self.legacy, "catalogs/acme.json": Self.listed,
        ]) { directory throws in
            let diagnostics = try directory.diagnostics()
            #expect(diagnostics.map(\.code) == [code])
            #expect(diagnostics.first?.suggestion == help)
            #expect(diagnostics.first?.points(at: source.location(in: "profiles/dev.yaml")) == true)
        }
    }

    @Test func aFileThatIsNoCatalogIsReportedInTheFile() throws {
        try ManifestDirectory.lend([
            "profiles/dev.yaml": profile("- { name: a, ref: \"catalog://odd/a\" }"),
            "catalogs/odd.yaml": "image: mcp/a\n",
        ]) { directory throws in
            let diagnostics = try directory.diagnostics()
            #expect(diagnostics.map(\.code) == [.notACatalog])
            #expect(diagnostics.first?.location.file == "catalogs/odd.yaml")
        }
    }

    @Test func aTreeWithoutCatalogsSaysWhereTheyGo() throws {
        try ManifestDirectory.lend(["profiles/dev.yaml": profile("- { name: a, ref: \"catalog://team/a\" }")]) {
            directory throws in
            let suggestion = try directory.diagnostics().first?.suggestion
            #expect(suggestion?.contains("catalogs/") == true)
        }
    }

    @Test func aCatalogIsNoReasonToLookAtCatalogsThatNothingRefersTo() throws {
        try lend("- { name: clock, ref: \"catalog://team/time\" }") { directory throws in
            let before = try directory.loader.read().contentDigest
            try directory.write("servers: [\n", to: "catalogs/broken.yaml")
            #expect(try directory.loader.read().contentDigest == before)
            try directory.write(Self.legacy.replacing("1.0", with: "1.1"), to: "catalogs/team.yaml")
            #expect(try directory.loader.read().contentDigest != before)
        }
    }
}
