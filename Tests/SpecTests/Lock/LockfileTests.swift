import Testing

@testable import Spec

@Suite struct LockfileTests {
    private static let digest = "sha256:" + String(repeating: "d", count: 64)
    private static let id = "sha256:" + String(repeating: "1", count: 64)
    private static let server = "  - { name: time, ref: \"docker://example/time:1\" }"

    private static func item(_ list: LockedList, _ json: String) throws -> LockedItem {
        try LockedItem(list, definition: Array(json.utf8))
    }

    private static func lock(
        digest: String? = nil,
        reference: String = "example/time:1",
        tools: [String] = [#"{"name":"now","description":"Tells the time","inputSchema":{"type":"object"}}"#]
    ) throws -> Lockfile {
        let image = LockedImage(
            reference: try #require(ImageReference(reference)),
            digest: digest,
            platforms: ["linux/amd64": id]
        )
        let server = LockedServer(
            images: [image],
            revisions: ["2025-11-25"],
            instructions: "Ask \u{202E}twice.\n",
            lists: [
                .tools: try tools.map { try item(.tools, $0) },
                .prompts: [],
                .resources: [try item(.resources, #"{"uri":"a://b","name":"b","size":7}"#)],
            ]
        )
        return Lockfile(servers: [try #require(ServerAddress("dev/time")): server])
    }

    private static func read(_ text: String, _ servers: String = server) throws -> ManifestReading {
        try ManifestDirectory.lend(["profiles/dev.yaml": profile(servers), Lockfile.fileName: text]) {
            try $0.loader.read()
        }
    }

    private static func diagnostics(_ text: String) throws -> [Diagnostic] {
        switch try read(text).result {
        case .success: []
        case .failure(let report): report.diagnostics
        }
    }

    // MARK: Text

    @Test func whatIsWrittenIsReadBackAndWrittenTheSame() throws {
        let lock = try Self.lock(digest: Self.digest)
        let read = try #require(try Self.read(lock.text).result.get().lockfile)
        #expect(read == lock)
        #expect(read.text == lock.text)
    }

    // MARK: Documents

    private static let url = "https://registry.example/v0/servers/com.example%2Fweather/versions/latest"
    private static let registered =
        "  - { name: time, ref: \"https://registry.example/v0/servers/com.example/weather\" }"

    private static func document(_ package: String) throws -> LockedDocument {
        try LockedDocument(Array(#"{"server":{"name":"com.example/weather","packages":[\#(package)]}}"#.utf8))
    }

    @Test(arguments: [
        (#"{"registryType":"oci","identifier":"acme/w","version":"2"}"#, "acme/w:2", []),
        (
            #"{"registryType":"npm","identifier":"@acme/w","version":"2.1.0"}"#, "node:24-bookworm-slim",
            ["npx", "--yes", "@acme/w@2.1.0"]
        ),
    ])
    func aServerIsWhatItsLockedDocumentSays(package: String, image: String, command: [String]) throws {
        let lock = Lockfile(documents: [Self.url: try Self.document(package)])
        let desired = try Self.read(lock.text, Self.registered).result.get()
        let server = try #require(desired.profiles.first?.servers.first)
        #expect(server.image.text == image && server.command == command)
        // What it may reach is said by the profile alone.
        #expect(server.network == NetworkPolicy.none)
        #expect(desired.lockfile == lock && desired.lockfile?.text == lock.text)
    }

    @Test func aDocumentThatWasEditedIsRefused() throws {
        let lock = Lockfile(documents: [
            Self.url: try Self.document(#"{"registryType":"oci","identifier":"acme/w","version":"2"}"#)
        ])
        let edited = lock.text.replacing("acme/w", with: "evil/w")
        guard case .failure(let report) = try Self.read(edited, Self.registered).result else {
            Issue.record("it is taken")
            return
        }
        #expect(report.diagnostics.map(\.code).contains(.lockHash))
        #expect(throws: LockedDocument.Problem.self) { try LockedDocument(Array("{}".utf8)) }
        #expect(throws: LockedDocument.Problem.self) { try LockedDocument(Array("no".utf8)) }
    }

    @Test(arguments: [
        (
            #"{"registryType":"oci","identifier":"a/b","environmentVariables":[{"name":"K","isSecret":true}]}"#,
            DiagnosticCode.unsupportedSecrets
        ), (#"{"registryType":"mcpb","identifier":"a/b"}"#, .badReference),
    ])
    func aDocumentThatCannotBeServedIsPointedAt(package: String, code: DiagnosticCode) throws {
        let lock = Lockfile(documents: [Self.url: try Self.document(package)])
        guard case .failure(let report) = try Self.read(lock.text, Self.registered).result else {
            Issue.record("it is taken")
            return
        }
        #expect(report.diagnostics.map(\.code) == [code])
        #expect(report.diagnostics.first?.location.file == "profiles/dev.yaml")
    }

    @Test func namesAndTextsOfServersCannotBreakTheFile() throws {
        let hostile = [
            ##"{"name":"no","inputSchema":{"type":"object"}}"##,
            ##"{"name":"a\": |\n  - \\u{}#","inputSchema":{"type":"object"},"description":"---\n...\n# x\u0000\u0085\ufffe\u2028"}"##,
            ##"{"name":"b\udb40\udc41\u202e","inputSchema":{"type":"object"},"description":"<<<<<<< x"}"##,
        ]
        let lock = try Self.lock(tools: hostile)
        #expect(try Self.read(lock.text).result.get().lockfile == lock)
        #expect(!lock.text.unicodeScalars.contains { $0.value == 0x202E || $0.value == 0xE0041 || $0.value == 0xFFFE })
    }

    @Test func entriesAreSortedWhateverTheOrderOfTheServer() throws {
        let tools = ["b", "a", "c"].map { #"{"name":"\#($0)","inputSchema":{"type":"object"}}"# }
        let texts = [try Self.lock(tools: tools).text, try Self.lock(tools: tools.reversed()).text]
        #expect(texts[0] == texts[1])
    }

    // MARK: Hashes

    @Test func theOrderOfKeysAndSpaceDoNotCount() throws {
        let one = try Self.item(.tools, #"{"name":"a","description":"x","inputSchema":{"type":"object"}}"#)
        let two = try Self.item(.tools, #" { "inputSchema" : {"type":"object"}, "description":"\u0078","name":"a"}"#)
        #expect(one == two)
    }

    @Test(arguments: [
        #"{"name":"b","description":"x","inputSchema":{"type":"object"}}"#,
        #"{"name":"a","description":"y","inputSchema":{"type":"object"}}"#,
        #"{"name":"a","description":"x","inputSchema":{"type":"object","a":1}}"#,
        #"{"name":"a","description":"x","inputSchema":{"type":"object"},"_meta":{}}"#,
    ])
    func everythingElseCounts(other: String) throws {
        let one = try Self.item(.tools, #"{"name":"a","description":"x","inputSchema":{"type":"object"}}"#)
        #expect(try Self.item(.tools, other).hash != one.hash)
    }

    @Test func oneTextInTwoListsHasTwoHashes() throws {
        let json = #"{"name":"a"}"#
        let (tool, prompt) = (try Self.item(.tools, json), try Self.item(.prompts, json))
        #expect(tool.hash != prompt.hash)
    }

    @Test func theSizeOfAResourceIsNoneOfItsDefinition() throws {
        let small = #"{"uri":"a","size":1,"annotations":{"lastModified":"x"}}"#
        let hashes = try [small, #"{"uri":"a","size":2}"#, #"{"uri":"a","mimeType":"b"}"#].map {
            try Self.item(.resources, $0).hash
        }
        #expect(hashes[0] == hashes[1] && hashes[0] != hashes[2])
    }

    /// Whoever updates the program must not have to lock everything anew.
    @Test func hashesOfVersionOneAreFrozen() throws {
        let json = #"{"name":"now","description":"Tells the time","inputSchema":{"type":"object"}}"#
        let item = try Self.item(.tools, json)
        #expect(item.hash.text == "sha256:5acfb1fa0db00e33b1d22649c2ae4efb2bb0821e2014dd3b34c241b673d37aad")
        let server = try #require(try Self.lock().servers.values.first)
        #expect(server.setHash.text == "sha256:a9f3c15c5a1704eda560d9a451481e9ced1367edf317a01006b9c4dd0d05dce4")
    }

    // MARK: Mistakes

    @Test func aFileThatGitCouldNotMergeIsToldApart() throws {
        let lines = try Self.lock().text.split(separator: "\n", omittingEmptySubsequences: false)
        let text = (lines[..<4] + ["<<<<<<< HEAD"] + lines[4...]).joined(separator: "\n")
        let found = try Self.diagnostics(text)
        #expect(found.map(\.code) == [.lockConflict])
        #expect(found.first?.location.line == 5)
        #expect(found.first?.suggestion?.contains("git checkout --theirs") == true)
    }

    @Test(arguments: [
        ("Tells the time", "Tells the place", DiagnosticCode.lockHash),
        (#"- name: "now""#, #"- name: "later""#, .lockDefinition),
        (#""name": "now""#, #""name": now"#, .lockDefinition),
        ("    set: sha256:", "    set: sha512:", .badValue),
        ("    protocol:", "    protokol:", .unknownKey),
        ("version: 1", "version: 2", .badValue),
        ("  dev/time:", "  time:", .badValue),
        ("image: example/time:1", "image: EXAMPLE", .badReference),
    ])
    func editsAreFound(old: String, new: String, code: DiagnosticCode) throws {
        let text = try Self.lock().text
        try #require(text.contains(old))
        let found = try Self.diagnostics(text.replacing(old, with: new))
        #expect(found.map(\.code).contains(code), "\(found)")
        #expect(found.allSatisfy { $0.location.file == Lockfile.fileName })
    }

    @Test func aRemovedEntryIsFound() throws {
        let text = try Self.lock().text
        let lines = text.split(separator: "\n")
        let start = try #require(lines.firstIndex { $0.hasPrefix("    resources:") })
        let found = try Self.diagnostics((lines[..<start] + ["    resources: []"]).joined(separator: "\n"))
        #expect(found.map(\.code) == [.lockHash])
    }

    // MARK: What it does

    @Test func aLockedServerIsPinnedAndDocumented() throws {
        let desired = try Self.read(try Self.lock(digest: Self.digest).text).result.get()
        let server = try #require(desired.profiles.first?.servers.first)
        #expect(server.image.text == "example/time:1@\(Self.digest)")
        #expect(server.documentedTools.map(\.name) == ["now"])
        #expect(server.documentedTools.first?.inputSchema == .members(["type": .text("object")]))
        #expect(server.serving.locked?[.tools].count == 1 && server.serving.lockPolicy == .block)
        #expect(desired.unlockedServers.isEmpty)
    }

    @Test func anImageOfNoRegistryIsKnownByItsID() throws {
        let desired = try Self.read(try Self.lock().text).result.get()
        let image = try #require(desired.profiles.first?.servers.first?.image)
        #expect(image.text == "example/time:1")
        let locked = try #require(try Self.lock().servers.values.first?.image(image))
        #expect(locked.isContent(of: Self.id, digests: []))
        #expect(!locked.isContent(of: Self.digest, digests: ["example/time@\(Self.id)"]))
    }

    @Test func serversThatAreNotLockedAreToldOf() throws {
        let other = Self.server + "\n  - { name: other, ref: \"docker://example/time:1\", lock: quarantine }"
        let desired = try Self.read(try Self.lock().text, other).result.get()
        #expect(desired.unlockedServers.map(\.description) == ["dev/other"])
        #expect(desired.profiles.first?.servers.first?.lockPolicy == .quarantine)
    }

    @Test func aTreeWithoutALockHasNone() throws {
        let reading = try ManifestDirectory.lend(["profiles/dev.yaml": profile(Self.server)]) { try $0.loader.read() }
        let desired = try reading.result.get()
        #expect(desired.lockfile == nil && desired.unlockedServers.isEmpty)
    }

    @Test func theLockIsPartOfWhatWasRead() throws {
        let one = try Self.read(try Self.lock().text).contentDigest
        #expect(try Self.read(try Self.lock(digest: Self.digest).text).contentDigest != one)
    }
}
