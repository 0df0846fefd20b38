import Testing

@testable import Spec

@Suite struct ManifestDraftTests {
    private static let dev = """
        # The team's tools.
        apiVersion: mcp-reconcile.dev/v1
        kind: Profile
        metadata: { name: dev }
        servers:
          # Tells the time.
          - name: time
            ref: file://servers/time.yaml
            config: { clock: { zone: UTC } } # of the team

        """

    private static let entry = """
        image: mcp/time:1
        env: [ { name: TZ, value: "{{clock.zone}}" } ]
        config:
          - name: clock
            type: object
            properties: { zone: { type: string }, limit: { type: integer } }
            required: [zone]

        """

    private static let catalog =
        "registry: { a1: { image: \"m/a:1\" }, a2: { image: \"m/a:2\" }, b: { image: \"m/b:1\" } }\n"

    private func lend<Result>(_ body: (ManifestDirectory, ProfileName) throws -> Result) throws -> Result {
        try ManifestDirectory.lend([
            "profiles/dev.yaml": Self.dev, "servers/time.yaml": Self.entry, "catalogs/team.yaml": Self.catalog,
        ]) { directory in
            try body(directory, try #require(ProfileName("dev")))
        }
    }

    private func draft(_ directory: ManifestDirectory) throws -> ManifestDraft {
        try ManifestDraft(.directory(directory.path))
    }

    private func added(_ change: FileChange) -> [String] {
        change.diff.split(separator: "\n").dropFirst(2).filter { $0.hasPrefix("+") || $0.hasPrefix("-") }.map(
            String.init
        )
    }

    @Test func aServerIsAddedOnceHoweverOften() throws {
        try lend { directory, dev in
            var draft = try draft(directory)
            for _ in 0..<2 {
                for server in try draft.servers(of: "catalog://team/a*+b", name: nil) { try draft.add(server, to: dev) }
            }
            try draft.check()
            let change = try #require(draft.changes.first)
            #expect(
                added(change) == [
                    "+  - name: a1", "+    ref: catalog://team/a1", "+  - name: a2", "+    ref: catalog://team/a2",
                    "+  - name: b", "+    ref: catalog://team/b",
                ]
            )
        }
    }

    @Test func aChangeThatBringsAMistakeIsRefused() throws {
        try lend { directory, dev in
            var draft = try draft(directory)
            for server in try draft.servers(of: "docker://Not/An Image", name: ServerName("x")) {
                try draft.add(server, to: dev)
            }
            #expect(throws: ManifestDraft.Problem.self) { try draft.check() }
        }
    }

    @Test func mistakesThatWereThereDoNotForbidOtherChanges() throws {
        try lend { directory, dev in
            try directory.write(profile("- { name: x, rf: y }", name: "other"), to: "profiles/other.yaml")
            var draft = try draft(directory)
            try draft.removeServer("time", from: dev)
            try draft.check()
            #expect(added(try #require(draft.changes.first)).contains("+  [] # of the team"))
        }
    }

    @Test func valuesAreSetInTheSectionOfTheEntryAndHeldAgainstItsSchema() throws {
        try lend { directory, dev in
            var draft = try draft(directory)
            let limit = try #require(ManifestDraft.ConfigKey("time.limit"))
            try draft.setConfig(limit, to: ManifestValue(argument: "5"), in: dev)
            try draft.check()
            #expect(try draft.configValue(limit, in: dev) == "5")
            #expect(
                added(try #require(draft.changes.first)) == [
                    "-    config: { clock: { zone: UTC } } # of the team",
                    "+    config: { clock: { zone: UTC, limit: 5 } } # of the team",
                ]
            )
            try draft.setConfig(limit, to: nil, in: dev)
            #expect(draft.changes.isEmpty)
            try draft.setConfig(limit, to: ManifestValue(argument: "many"), in: dev)
            #expect(throws: ManifestDraft.Problem.self) { try draft.check() }
        }
    }

    @Test func toolsAreLetThroughAndWithheld() throws {
        try lend { directory, dev in
            var draft = try draft(directory)
            func line() throws -> String? { draft.changes.first.map(added)?.joined(separator: "\n") }
            for _ in 0..<2 { try draft.change(.disable("x"), of: "time", in: dev) }
            #expect(try line() == "+    tools: { deny: [x] }")
            for _ in 0..<2 { try draft.change(.enable("x"), of: "time", in: dev) }
            #expect(try line() == nil)
            try draft.change(.disableAll, of: "time", in: dev)
            try draft.change(.enable("x"), of: "time", in: dev)
            #expect(try line() == "+    tools: { allow: [x] }")
            try draft.change(.disable("x"), of: "time", in: dev)
            #expect(try line() == "+    tools: { allow: [] }")
            try draft.change(.enableAll, of: "time", in: dev)
            #expect(try line() == nil)
        }
    }

    @Test func profilesAreMadeAndRemoved() throws {
        try lend { directory, dev in
            var draft = try draft(directory)
            let name = try #require(ProfileName("new-one"))
            try draft.createProfile(name, description: "For: all # of us")
            try draft.check()
            #expect(throws: ManifestDraft.Problem.self) { try draft.createProfile(name, description: nil) }
            try draft.removeProfile(dev)
            try draft.check()
            #expect(draft.changes.map(\.name) == ["profiles/dev.yaml", "profiles/new-one.yaml"])
            try draft.removeProfile(name)
            #expect(throws: ManifestDraft.Problem.self) { try draft.check() }
        }
    }

    @Test func whatIsNotThereIsNamedWithTheNearest() throws {
        try lend { directory, dev in
            var draft = try draft(directory)
            func help(_ body: () throws -> Void) -> String? {
                do {
                    try body()
                } catch ManifestDraft.Problem.refused(_, let suggestion) {
                    return suggestion
                } catch {}
                return nil
            }
            #expect(help { try draft.removeServer("tiem", from: dev) } == "did you mean 'time'?")
            #expect(help { _ = try draft.servers(of: "catalog://teem/a1", name: nil) } == "did you mean 'team'?")
            #expect(help { _ = try draft.servers(of: "catalog://team/c", name: nil) } == "did you mean 'b'?")
            #expect(help { _ = try draft.servers(of: "mcp/time", name: nil) } == TextRule.serverReference.hint)
        }
    }

    @Test func certainCorrectionsAreMade() throws {
        try lend { directory, _ in
            let broken = Self.dev.replacing(
                "    ref:",
                with: "    evn: { A: no, B: 1:30 }\n    isolation: shred\n    ref:"
            )
            try directory.write(broken, to: "profiles/dev.yaml")
            var draft = try draft(directory)
            _ = try draft.fix(try draft.mistakes())
            _ = try draft.fix(try draft.mistakes())
            let change = try #require(draft.changes.first)
            #expect(
                added(change) == [
                    "-    evn: { A: no, B: 1:30 }", "-    isolation: shred", "+    env: { A: \"no\", B: \"1:30\" }",
                    "+    isolation: shared",
                ]
            )
            #expect(try draft.mistakes().isEmpty)
        }
    }

    @Test func aCorrectionThatWouldRepeatAKeyIsNotMade() throws {
        try lend { directory, _ in
            try directory.write(
                Self.dev.replacing("    ref:", with: "    confg: {}\n    ref:"),
                to: "profiles/dev.yaml"
            )
            var draft = try draft(directory)
            #expect(try draft.fix(try draft.mistakes()) == 0)
        }
    }
}
