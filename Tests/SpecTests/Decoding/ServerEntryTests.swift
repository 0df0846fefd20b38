import Testing

@testable import Spec

/// Entries in the reference's format.
@Suite struct ServerEntryTests {
    /// A catalog entry of the reference, with keys that catalogs in the wild carry.
    private static let entry = """
        name: clock
        type: server
        title: Clock
        description: Tells the time
        dateAdded: "2025-05-05T20:04:49Z"
        image: example/clock:1
        ref: ""
        readme: http://example.org/readme
        toolsUrl: http://example.org/tools.json
        source: https://example.org/source
        upstream: https://example.org/upstream
        icon: https://example.org/icon
        longLived: true
        disableNetwork: true
        tools:
          - name: now
            description: The time now
            arguments: [ { name: zone, type: string, desc: a zone, optional: true } ]
            annotations: { readOnlyHint: true }
          - name: later
        prefix: my
        user: "{{clock.uid}}"
        env:
          - { name: CLOCK_ZONE, value: "{{clock.zone|or:UTC}}" }
          - { name: CLOCK_LABEL, value: "${CLOCK_ZONE}/$CLOCK_ZONE" }
          - { name: CLOCK_ABSENT, value: "{{clock.absent}}" }
          - { name: PORT, value: 80 }
        command: [serve, "--zone=$CLOCK_ZONE", "{{clock.flags}}", "{{clock.absent}}", '{"a":{"b":1}}', "{{clock.uid}}"]
        volumes: ["{{clock.paths|volume}}", "{{clock.none|mount_as:/none}}", "state:/state", "/srv/x:/x:rw"]
        extraHosts: ["db:10.0.0.1"]
        metadata: { pulls: 1, tags: [ time ] }
        config:
          - name: clock
            description: The clock
            type: object
            properties:
              zone: { type: string }
              flags: { type: array, items: { type: string } }
              uid: { type: integer, default: 1000 }
              paths: { type: array, items: { type: string } }
            required: [flags]
        """

    private static let item = """
          - name: clock
            ref: file://servers/clock.yaml
            config: { clock: { flags: [-a, -b], paths: [/data/one, /data/two] } }
        """

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n").map { "    \($0)\n" }.joined()
    }

    private static func servers(
        _ entry: String,
        item: String = item,
        file: String = "servers/clock.yaml"
    ) throws -> [ServerSpec] {
        try ManifestDirectory.lend([file: entry, "profiles/dev.yaml": profile(item)]) { try $0.servers() }
    }

    private static func check(_ server: ServerSpec) throws {
        #expect(server.image.text == "example/clock:1")
        #expect(
            server.environment == [
                EnvironmentVariable(name: "CLOCK_LABEL", value: "UTC/UTC"),
                EnvironmentVariable(name: "CLOCK_ZONE", value: "UTC"), EnvironmentVariable(name: "PORT", value: "80"),
            ]
        )
        #expect(server.command == ["serve", "--zone=UTC", "-a", "-b", #"{"a":{"b":1}}"#, "1000"])
        #expect(server.user == "1000" && server.prefix == "my" && server.extraHosts == ["db:10.0.0.1"])
        #expect(
            server.mounts == [
                Mount(source: .bind("/data/one"), target: "/data/one"),
                Mount(source: .bind("/data/two"), target: "/data/two"),
                Mount(source: .volume("state"), target: "/state", isReadOnly: false),
                Mount(source: .bind("/srv/x"), target: "/x", isReadOnly: false),
            ]
        )
        #expect(server.network == .none)
        #expect(server.documentedTools.map(\.name) == ["now", "later"])
        #expect(server.documentedTools.map(\.description) == ["The time now", nil])
        let zone = server.documentedTools[0].inputSchema?["properties"]?["zone"]
        #expect(zone == .members(["type": .text("string"), "description": .text("a zone")]))
        #expect(server.documentedTools[0].inputSchema?["required"] == .list([]))
    }

    @Test func aFileWithOneEntry() throws {
        try Self.check(try Self.servers(Self.entry)[0])
    }

    @Test func aCatalogWithOneEntryWhateverItsName() throws {
        try Self.check(try Self.servers("version: 2\nname: c\nregistry:\n  other:\n" + Self.indented(Self.entry))[0])
    }

    @Test func aCatalogIsChosenFromByTheServersName() throws {
        let catalog = "registry:\n  first: { image: wrong }\n  clock:\n" + Self.indented(Self.entry)
        try Self.check(try Self.servers(catalog)[0])
    }

    @Test func aCatalogWithoutTheServersNameIsRefused() throws {
        let files = [
            "servers/clock.yaml": "registry: { clocks: { image: a }, other: { image: b } }",
            "profiles/dev.yaml": profile(Self.item),
        ]
        let diagnostic = try #require(try ManifestDirectory.lend(files) { try $0.diagnostics() }.first)
        #expect(diagnostic.code == .ambiguousEntry && diagnostic.suggestion == "did you mean 'clocks'?")
    }

    @Test func entriesMayBeJSON() throws {
        let json =
            #"{"name": "clock", "type": "server", "image": "example/clock:1", "command": ["{\"a\": {{clock.n}}}"]}"#
        let item = "  - { name: clock, ref: \"file://servers/clock.json\", config: { clock: { n: 3 } } }"
        let server = try Self.servers(json, item: item, file: "servers/clock.json")[0]
        #expect(server.command == [#"{"a": 3}"#])
    }

    @Test(arguments: ["file://./clock.yaml", "file://profiles/clock.yaml", "file://profiles/../profiles/clo%63k.yaml"])
    func referencesStartAtTheTreeOrAtTheFile(reference: String) throws {
        let item = "  - { name: clock, ref: \"\(reference)\" }"
        let files = ["profiles/dev.yml": profile(item), "profiles/clock.yaml": "image: a"]
        // The entry lies among the profiles, so it is read as one too, and only that is wrong.
        let diagnostics = try ManifestDirectory.lend(files) { try $0.diagnostics() }
        #expect(!diagnostics.isEmpty && diagnostics.allSatisfy { $0.location.file == "profiles/clock.yaml" })
    }

    @Test func theProfileOverridesTheEntry() throws {
        let item =
            Self.item + """

                    env: { CLOCK_ZONE: Europe/Paris, MORE: "{{clock.zone}}$PORT" }
                    command: ["$CLOCK_ZONE"]
                    user: nobody
                    network: bridge
                """
        let server = try Self.servers(Self.entry, item: item)[0]
        #expect(server.command == ["Europe/Paris"] && server.user == "nobody" && server.network == .bridge)
        #expect(server.environment.contains(EnvironmentVariable(name: "CLOCK_ZONE", value: "Europe/Paris")))
        #expect(server.environment.contains(EnvironmentVariable(name: "MORE", value: "$PORT")))
    }

    @Test func defaultsDoNotOpenTheNetworkOfAnEntryThatForbidsIt() throws {
        let files = [
            "servers/clock.yaml": Self.entry,
            "profiles/dev.yaml": profile(Self.item, rest: "defaults: { network: bridge }"),
        ]
        #expect(try ManifestDirectory.lend(files) { try $0.servers()[0].network } == .none)
    }

    @Test(
        arguments: [
            (.unsupportedSecrets, "image: a\nsecrets: «[»{ name: k, env: K }]"),
            (.unsupportedHosts, "image: a\nallowHosts: «[»\"a:443\"]"),
            (.missingKey, "type: «remote»"),
            (.badValue, "remote: { url: «\"http://a\"» }"),
            (.badValue, "remote: { url: «\"https://user:word@a\"» }"),
            (.badValue, "remote: { url: \"https://a\", transport_type: «websocket» }"),
            (.badValue, "remote: { url: \"https://a\", headers: { «Host»: b } }"),
            (.missingKey, "type: «poci»"),
            (.missingKey, "type: poci\ntools: [ { name: «a» } ]"),
            (.missingKey, "type: poci\ntools: [ { name: a, container: «{» command: [] } } ]"),
            (.badReference, "type: poci\ntools: [ { name: a, container: { image: «A B» } } ]"),
            (.badValue, "type: poci\ntools: [ { name: «a b», container: { image: b } } ]"),
            (
                .duplicateName,
                "type: poci\ntools: [ {name: ‹a›, container: {image: b}}, {name: «a», container: {image: b}} ]"
            ),
            (.badTemplate, "type: poci\ntools: [ { name: a, container: { image: b, command: [«\"{{x}}\"»] } } ]"),
            (.badConfigSchema, "type: poci\ntools: [ { name: a, container: { image: b }, parameters: «[»] } ]"),
            (.badValue, "image: a\nhttp: { port: «0» }"),
            (.badValue, "image: a\nhttp: { port: 80, path: «mcp» }"),
            (.badValue, "image: a\nhttp: { port: 80, transport: «stdio» }"),
            (.missingKey, "image: a\nhttp: «{» path: /mcp }"),
            (.inapplicableKey, "remote: { url: \"https://a\" }\nhttp: «{» port: 80 }"),
            (.inapplicableKey, "type: poci\nhttp: «{» port: 80 }\ntools: [ { name: a, container: { image: b } } ]"),
            (.badValue, "type: «serve»\nimage: a"),
            (.badReference, "image: «Not An Image»"),
            (.badValue, "image: a\nprefix: «a b»"),
            (.badValue, "image: a\nvolumes: [«\"/a\"»]"),
            (.badValue, "image: a\nvolumes: [«\"/a:/b:rx\"»]"),
            (.badValue, "image: a\nextraHosts: «[»\"db\"]"),
            (.unknownKey, "image: a\n«comand»: []"),
            (.unknownKey, "image: a\n«volume»: []"),
            (.wrongType, "image: a\ncommand: «serve»"),
            (.wrongType, "image: a\nenv: «{» A: b }"),
            (.duplicateName, "image: a\nenv: [ { name: ‹A›, value: b }, { name: «A», value: c } ]"),
            (.badTemplate, "image: a\nuser: «\"{{a\"»"),
            (.badTemplate, "image: a\ncommand: [«\"{{}}\"»]"),
            (.undefinedVariable, "image: a\ncommand: [«\"$HOME\"»]"),
            (.undefinedVariable, "image: a\nenv: [ { name: A, value: «$B1» }, { name: B1, value: x } ]"),
            (.badConfigSchema, "image: a\nconfig: [ {« »type: object } ]"),
            (.syntax, "image: a\nb: c«:» d"),
        ] as [(DiagnosticCode, String)]
    )
    func mistakesOfAnEntryArePointedAt(code: DiagnosticCode, marked: String) throws {
        let source = MarkedSource(marked)
        let files = [
            "servers/clock.yaml": source.text,
            "profiles/dev.yaml": profile("  - { name: clock, ref: \"file://servers/clock.yaml\" }"),
        ]
        let diagnostics = try ManifestDirectory.lend(files) { try $0.diagnostics() }
        #expect(diagnostics.map(\.code) == [code], "\(diagnostics)")
        let (found, expected) = (diagnostics.first?.location, source.location(in: "servers/clock.yaml"))
        if code != .badConfigSchema, code != .syntax { #expect(found?.description == expected?.description) }
        #expect(found?.file == "servers/clock.yaml")
        #expect(diagnostics.first?.related?.location == source.related(in: "servers/clock.yaml"))
    }

    @Test func keysThatAreNearToNothingAreIgnored() throws {
        let servers = try Self.servers(
            "image: a\nabout: x1\nrunOptions: {}\ncapabilities: []\n",
            item: "  - { name: clock, ref: \"file://servers/clock.yaml\" }"
        )
        #expect(servers.count == 1)
    }

    @Test func anEntryWithoutAnImageIsRefused() throws {
        let files = [
            "servers/clock.yaml": "title: Clock",
            "profiles/dev.yaml": profile("  - { name: clock, ref: \"file://servers/clock.yaml\" }"),
        ]
        let diagnostics = try ManifestDirectory.lend(files) { try $0.diagnostics() }
        #expect(diagnostics.map(\.code) == [.missingKey])
    }

    @Test func environmentOfTheProgramIsNeverUsed() throws {
        let servers = try Self.servers(
            "image: a\nenv: [ { name: P, value: \"{{clock.x|or:$PATH}}\" } ]",
            item: "  - { name: clock, ref: \"file://servers/clock.yaml\" }"
        )
        #expect(servers[0].environment == [EnvironmentVariable(name: "P", value: "$PATH")])
    }
}
