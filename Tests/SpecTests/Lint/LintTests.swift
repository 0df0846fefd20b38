import Testing

@testable import Spec

@Suite struct LintTests {
    private func findings(_ servers: String, rest: String = "", entry: String = "") throws -> [Diagnostic] {
        try ManifestDirectory.lend([
            "profiles/dev.yaml": profile(servers, rest: rest), "servers/a.yaml": "image: mcp/a:1\n\(entry)\n",
        ]) { directory throws in
            let report = try directory.loader.read()
            if case .failure(let mistakes) = report.result { throw mistakes }
            return try directory.loader.findings().diagnostics
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
