import Testing

@testable import Spec

/// Profiles in the format of Docker's MCP Gateway, and back.
@Suite struct GatewayExportTests {
    private static let clock = """
        name: my.clock
        image: mcp/clock:1
        env: [ { name: TZ, value: "{{my_clock.zone}}" }, { name: A, value: "1" } ]
        tools: [ { name: now }, { name: set_zone, annotations: { readOnlyHint: false } }, { name: get_zone } ]

        """

    private static let remote = """
        name: far
        type: remote
        remote: { url: "https://mcp.example.org/mcp", transport_type: streamable-http, headers: { X-Team: blue } }

        """

    private func export(_ servers: String, files: [String: String] = [:]) throws -> GatewayExport {
        var tree = ["profiles/dev.yaml": profile(servers)]
        tree.merge(files) { _, own in own }
        return try ManifestDirectory.lend(tree) { directory in
            let dev = try #require(ProfileName("dev"))
            return try ManifestDraft(.directory(directory.path)).export(dev)
        }
    }

    private func value(_ text: String) throws -> JSONValue {
        JSONValue(try #require(YAMLDocument(bytes: Array(text.utf8), file: "a").root))
    }

    private func server(_ export: GatewayExport, _ index: Int = 0) throws -> JSONValue? {
        try value(export.yaml)["servers"]?[[.index(index)][...]]
    }

    @Test func whatHasNoPlaceInTheFormatIsSaid() throws {
        let export = try export("- { name: time, ref: \"docker://mcp/time:1.0\", protect: true, onRemove: stop }\n")
        #expect(export.notes.map(\.text) == ["the format has no place for 'protect', 'onRemove'"])
    }

    @Test func anImageHasASnapshotOfItsOwn() throws {
        let export = try export("- { name: time, ref: \"docker://mcp/time:1.0\", tools: { allow: [now] } }\n")
        #expect(
            try value(export.yaml) == [
                "version": 1, "id": "dev", "name": "dev",
                "servers": [
                    [
                        "type": "image", "image": "mcp/time:1.0", "secrets": "default", "tools": ["now"],
                        "snapshot": [
                            "server": [
                                "name": "time", "type": "server", "image": "mcp/time:1.0", "disableNetwork": true,
                            ]
                        ],
                    ]
                ],
                "secrets": ["default": ["provider": "docker-desktop-store"]],
            ]
        )
        #expect(try value(export.json) == value(export.yaml))
        #expect(export.notes.isEmpty)
    }

    @Test func whatTheProfileSaysIsPutIntoTheEntry() throws {
        let export = try export(
            """
            - name: clock
              ref: file://servers/clock.yaml
              config: { my_clock: { zone: UTC } }
              env: { A: "2", B: "x$A" }
              command: [serve]
              user: "1000"
              network: bridge
              isolation: session
              mounts: [ { source: data, target: /data, readOnly: false }, { source: ./here, target: /here } ]
              tools: { allow: ["*_zone"], deny: [set_zone], rename: { get_zone: zone } }

            """,
            files: ["servers/clock.yaml": Self.clock]
        )
        let server = try server(export)
        #expect(server?["config"] == ["zone": "UTC"])
        #expect(server?["tools"] == ["get_zone"])
        let entry = server?["snapshot"]?["server"]
        #expect(entry?["name"] == "my.clock")
        #expect(
            entry?["env"] == [
                ["name": "TZ", "value": "{{my_clock.zone}}"], ["name": "A", "value": "2"],
                ["name": "B", "value": "x$A"],
            ]
        )
        #expect(entry?["command"] == ["serve"] && entry?["user"] == "1000")
        #expect(entry?["volumes"] == ["data:/data"] && entry?["disableNetwork"] == nil)
        let notes = export.notes.map(\.text).joined(separator: "\n")
        for word in ["'my.clock'", "'./here'", "'isolation', 'tools.rename'"] {
            #expect(notes.contains(word), "\(word) in \(notes)")
        }
    }

    @Test func onlyHarmlessToolsAreNamedWhereOnlyTheseAreServed() throws {
        let entry = "image: \"a/b:1\"\ntools: [ { name: x, annotations: { readOnlyHint: true } }, { name: z } ]\n"
        let export = try export(
            "- { name: s, ref: \"file://servers/s.yaml\", tools: { readOnly: true } }\n",
            files: ["servers/s.yaml": entry]
        )
        #expect(try server(export)?["tools"] == ["x"])
    }

    @Test(arguments: [
        ("tools: { deny: [x] }", "mcp-reconcile lock"), ("tools: { allow: [\"get_*\"] }", "mcp-reconcile lock"),
    ])
    func patternsOverUnknownToolsAreRefused(tools: String, help: String) throws {
        let problem = #expect(throws: ManifestDraft.Problem.self) {
            try export("- { name: time, ref: \"docker://mcp/time:1.0\", \(tools) }\n")
        }
        guard case .refused(_, let suggestion)? = problem else {
            Issue.record("\(String(describing: problem))")
            return
        }
        #expect(suggestion?.contains(help) == true)
    }

    @Test func twoServersOfOneNameAreRefused() {
        #expect(throws: ManifestDraft.Problem.self) {
            try export(
                """
                - { name: one, ref: "file://servers/clock.yaml" }
                - { name: two, ref: "file://servers/clock.yaml" }

                """,
                files: ["servers/clock.yaml": Self.clock]
            )
        }
    }

    @Test func whatIsImportedAgainMeansTheSame() throws {
        let servers = """
            - name: clock
              ref: catalog://team/clock
              config: { clock: { zone: UTC } }
              tools: { allow: [now] }
            - { name: far, ref: "file://servers/far.yaml" }
            - { name: time, ref: "docker://mcp/time:1.0", command: [--utc], env: { A: b } }

            """
        let catalog =
            "registry:\n  clock:\n    "
            + Self.clock.replacing("my.clock", with: "clock")
            .replacing("my_clock", with: "clock").split(separator: "\n").joined(separator: "\n    ")
        let files = ["catalogs/team.yaml": catalog, "servers/far.yaml": Self.remote]
        let exported = try export(servers, files: files)
        #expect(exported.notes.isEmpty, "\(exported.notes)")
        for text in [exported.yaml, exported.json] {
            try ManifestDirectory.lend(["profiles/dev.yaml": profile(servers)].merging(files) { one, _ in one }) {
                directory in
                let tree = ManifestTree.directory(directory.path)
                let dev = try #require(ProfileName("dev"))
                let before = try #require(try ManifestDraft(tree).resolvedProfile(dev))
                var draft = try ManifestDraft(tree)
                let source = try ImportSource(name: "dev.yaml", bytes: Array(text.utf8))
                let copy = try #require(ProfileName("copy"))
                let outcomes = try draft.importServers(from: source, into: copy)
                #expect(outcomes.allSatisfy { $0.name != nil && $0.notes.isEmpty }, "\(outcomes)")
                let after = try #require(try draft.resolvedProfile(copy))
                #expect(after.servers.map(\.whatItIs) == before.servers.map(\.whatItIs))
                #expect(after.remotes.map(\.whatItIs) == before.remotes.map(\.whatItIs))
            }
        }
    }
}

extension ServerSpec {
    /// Without the places where things are written.
    fileprivate var whatItIs: Self {
        var spec = self
        spec.attributeLocations = [:]
        spec.declaredAt = SourceLocation(file: "", line: 1, column: 1)
        return spec
    }
}

extension RemoteServer {
    fileprivate var whatItIs: Self {
        var server = self
        server.declaredAt = SourceLocation(file: "", line: 1, column: 1)
        return server
    }
}
