import Testing

@testable import Spec

@Suite struct LintTests {
    private func findings(_ servers: String, rest: String = "", entry: String = "") throws -> [Diagnostic] {
        try ManifestDirectory.lend([
            "profiles/dev.yaml": profile(servers, rest: rest), "servers/a.yaml": "image: mcp/a:1\n\(entry)\n",
        ]) { directory throws in
            let (reading, findings) = try directory.loader.review()
            if case .failure(let mistakes) = reading.result { throw mistakes }
            return findings.diagnostics
        }
    }

    private static let pinned = "docker://mcp/a@sha256:" + String(repeating: "0", count: 64)

    @Test(arguments: [
        ("- { name: a, ref: \"docker://mcp/a\" }", [DiagnosticCode.latestTag]),
        ("- { name: a, ref: \"docker://mcp/a:latest\" }", [.latestTag]),
        ("- { name: a, ref: \"docker://localhost:5000/a\" }", [.latestTag]),
        ("- { name: a, ref: \"docker://mcp/a:1\" }", [.noDigest]), ("- { name: a, ref: \"\(pinned)\" }", []),
        ("- { name: a, ref: \"\(pinned)\", tools: { allow: [\"*\"] } }", [.wideAllowList]),
        ("- { name: a, ref: \"\(pinned)\", tools: { allow: [\"a*\"] } }", []),
        ("- { name: a, ref: \"\(pinned)\", mounts: [ { source: /home/me, target: /data } ] }", [.broadMount]),
        ("- { name: a, ref: \"\(pinned)\", mounts: [ { source: /home/me/work, target: /data } ] }", []),
        (
            "- { name: a, ref: \"\(pinned)\", env: { TOKEN: ghp_\(String(repeating: "a1B2", count: 9)) } }",
            [.literalSecret]
        ),
        ("- { name: a, ref: \"\(pinned)\", env: { LEVEL: debug } }", []),
        (
            "- { name: a, ref: \"\(pinned)\", config: { a: { key: ghp_\(String(repeating: "a1B2", count: 9)) } } }",
            [.literalSecret]
        ),
    ])
    func eachRuleFindsWhatItIsAbout(servers: String, codes: [DiagnosticCode]) throws {
        #expect(try findings(servers).map(\.code) == codes)
    }

    @Test func aNetworkForAllIsFoundWhereItIsWritten() throws {
        let found = try findings("- { name: a, ref: \"\(Self.pinned)\" }", rest: "defaults: { network: bridge }")
        #expect(found.map(\.code) == [.defaultBridge])
        #expect(found.first?.location.line == 4)
    }

    @Test(arguments: [
        ("network: bridge", true), ("network: none", false), ("network: bridge # asks api.example.com", false),
        ("# asks api.example.com\n  network: bridge", false),
        ("network: bridge # mcp-reconcile: ignore no-digest", true),
        ("network: bridge # mcp-reconcile: ignore unexplained-bridge", false),
        ("network: bridge\n  command: [npx, a]", false),
        ("network: bridge\n  http: { port: 8080 }", false),
    ])
    func aNetworkIsGrantedForSomething(keys: String, isFound: Bool) throws {
        let found = try findings("- name: a\n  ref: \"\(Self.pinned)\"\n  \(keys)")
        #expect(found.map(\.code) == (isFound ? [.unexplainedBridge] : []), "\(found)")
    }

    @Test(arguments: [(true, 0), (false, 1)])
    func aToolThatReachesOutExplainsANetwork(isOpen: Bool, count: Int) throws {
        let found = try findings(
            "- { name: a, ref: \"file://servers/a.yaml\", network: bridge }",
            entry: "tools: [ { name: t, annotations: { openWorldHint: \(isOpen) } } ]"
        )
        #expect(found.filter { $0.code == .unexplainedBridge }.count == count)
    }

    @Test func aNetworkForAllIsNotFoundAtEachServer() throws {
        let servers = "- { name: a, ref: \"\(Self.pinned)\" }\n- { name: b, ref: \"\(Self.pinned)\" }"
        let found = try findings(servers, rest: "defaults: { network: bridge }")
        #expect(found.map(\.code) == [.defaultBridge])
    }

    @Test func aServerThatIsNotLockedIsFoundWhereOthersAre() throws {
        let servers = "- { name: a, ref: \"\(Self.pinned)\" }\n- { name: b, ref: \"\(Self.pinned)\" }"
        #expect(try findings(servers).isEmpty)
        let image = LockedImage(
            reference: try #require(ImageReference(String(Self.pinned.dropFirst("docker://".count)))),
            digest: nil,
            platforms: [:]
        )
        let address = try #require(ServerAddress("dev/a"))
        let lock = Lockfile(servers: [address: LockedServer(images: [image], lists: [:])])
        let files = ["profiles/dev.yaml": profile(servers), Lockfile.fileName: lock.text]
        try ManifestDirectory.lend(files) { directory in
            let found = try directory.loader.review().findings.diagnostics
            #expect(found.map(\.code) == [.notInLock])
            #expect(found.first?.message.contains("'b'") == true)
        }
    }

    @Test func anImageOfAnEntryIsFoundInTheEntry() throws {
        let found = try findings("- { name: a, ref: \"file://servers/a.yaml\" }")
        #expect(found.map(\.location.file) == ["servers/a.yaml"])
        #expect(found.map(\.severity) == [.note])
    }

    @Test(arguments: [
        "- { name: a, ref: \"docker://mcp/a\" } # mcp-reconcile: ignore latest-tag",
        "# mcp-reconcile: ignore no-digest, MCPR0701\n- { name: a, ref: \"docker://mcp/a\" }",
    ])
    func commentsSilenceRules(servers: String) throws {
        #expect(try findings(servers).isEmpty)
    }

    @Test(arguments: [
        "- { name: a, ref: \"docker://mcp/a\" } # mcp-reconcile: ignore no-digest",
        "# mcp-reconcile: ignore latest-tag\n\n- { name: a, ref: \"docker://mcp/a\" }",
    ])
    func aCommentSilencesItsRuleAndLineAlone(servers: String) throws {
        #expect(try findings(servers).map(\.code) == [.latestTag])
    }

    @Test func aCredentialIsNeverRepeated() throws {
        let secret = "ghp_" + String(repeating: "a1B2", count: 9)
        let found = try findings("- { name: a, ref: \"\(Self.pinned)\", env: { TOKEN: \(secret) } }")
        #expect(!found.contains { $0.message.contains(secret) })
    }
}
