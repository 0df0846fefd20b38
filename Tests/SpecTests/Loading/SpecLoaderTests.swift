import Testing

@testable import Spec

@Suite struct SpecLoaderTests {
    private static let entry = "image: example/clock:1"
    private static let files = [
        "profiles/dev.yaml": profile("  - { name: clock, ref: \"file://servers/clock.yaml\" }"),
        "servers/clock.yaml": entry, "servers/unused.yaml": "image: b",
    ]

    @Test func theDigestCoversWhatIsReadAndNothingElse() throws {
        try ManifestDirectory.lend(Self.files) { directory in
            let digest = try directory.loader.read().contentDigest
            #expect(digest.text.wholeMatch(of: /[0-9a-f]{64}/) != nil)
            #expect(try directory.loader.read().contentDigest == digest)
            try directory.write("image: c", to: "servers/unused.yaml")
            #expect(try directory.loader.read().contentDigest == digest)
            try directory.write(Self.entry + " # now", to: "servers/clock.yaml")
            #expect(try directory.loader.read().contentDigest != digest)
            try directory.write(Self.entry, to: "servers/clock.yaml")
            #expect(try directory.loader.read().contentDigest == digest)
        }
    }

    @Test func invalidTreesHaveADigestToo() throws {
        try ManifestDirectory.lend(["profiles/dev.yaml": "["]) { directory in
            let first = try directory.loader.read().contentDigest
            try directory.write("[[", to: "profiles/dev.yaml")
            #expect(try directory.loader.read().contentDigest != first)
        }
    }

    @Test func directoryAndCommitOfTheSameFilesHaveOneDigest() throws {
        try GitDirectory.lend(Self.files) { repository in
            let committed = try repository.loader().read()
            #expect(try repository.files.loader.read().contentDigest == committed.contentDigest)
            #expect(committed.revision != nil)
        }
    }

    @Test func whatIsFoundWrongQuotesItsLine() throws {
        try ManifestDirectory.lend(["profiles/dev.yaml": "apiVersion: mcp-reconcile.dev/v1\nknid: x\n"]) { directory in
            do {
                _ = try directory.loader.load()
                throw UnexpectedSuccess()
            } catch let failure as LoadFailure {
                guard case .invalid(let report) = failure else { throw failure }
                #expect(report.text().contains("profiles/dev.yaml:2:1: error[MCPR0112]: unknown key 'knid'"))
                #expect(report.text().contains("2 | knid: x\n  | ^^^^\n  = help: did you mean 'kind'?"))
            }
        }
    }

    @Test func whatInitWritesIsValid() throws {
        let owner = try #require(OwnerID(ManifestDirectory.owner))
        let files = RepositoryTemplate(owner: owner).files
        try ManifestDirectory.lend(repository: nil) { directory in
            for file in files { try directory.write(file.text, to: file.path) }
            let desired = try directory.loader.load()
            #expect(desired.owner == owner && desired.isComplete && desired.profiles.map(\.name.text) == ["dev"])
            #expect(desired.profiles[0].servers[0].resources == ResourceLimits())
        }
        #expect(
            files.allSatisfy { $0.path.hasPrefix("schemas/") || $0.text.contains("# yaml-language-server: $schema=") }
        )
    }

    @Test(
        arguments: [
            (.missingKey, "«apiVersion»: mcp-reconcile.dev/v1\nkind: Repository\n"),
            (.badValue, "apiVersion: mcp-reconcile.dev/v1\nkind: Repository\nowner: «me»\n"),
            (.badValue, "apiVersion: mcp-reconcile.dev/v1\nkind: «Profile»\nowner: \(ManifestDirectory.owner)\n"),
            (
                .unknownKey,
                "apiVersion: mcp-reconcile.dev/v1\nkind: Repository\nowner: \(ManifestDirectory.owner)\n«enginge»: x\n"
            ),
            (.emptyDocument, "«»"),
        ] as [(DiagnosticCode, String)]
    )
    func mistakesOfReconcileYAMLArePointedAt(code: DiagnosticCode, marked: String) throws {
        let source = MarkedSource(marked)
        let files = ["profiles/dev.yaml": profile("  []")]
        let diagnostics = try ManifestDirectory.lend(files, repository: source.text) { try $0.diagnostics() }
        #expect(diagnostics.map(\.code) == [code], "\(diagnostics)")
        #expect(diagnostics.first?.location.description == source.location(in: "reconcile.yaml")?.description)
    }
}
