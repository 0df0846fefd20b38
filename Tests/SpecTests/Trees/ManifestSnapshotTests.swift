import FoundationEssentials
import SystemPackage
import Testing

@testable import Spec

@Suite struct ManifestSnapshotTests {
    private static let environment = """
        apiVersion: mcp-reconcile.dev/v1
        kind: Environment
        profiles: { dev: { servers: { time: { resources: { cpus: 2 } } } } }

        """

    private static let files = [
        "profiles/dev.yaml": profile("  - { name: time, ref: file://servers/time.yaml }"),
        "servers/time.yaml": "image: example/time:1\nvolumes: [ \"./data:/data\" ]\n",
        "envs/prod.yaml": environment,
    ]

    private func state(of loader: SpecLoader) throws -> DesiredState {
        switch try loader.read().result {
        case .success(let desired): return desired
        case .failure(let report): throw report
        }
    }

    @Test(arguments: [nil, "prod"])
    func aSnapshotGivesTheStateThatWasRead(environment: String?) throws {
        try ManifestDirectory.lend(Self.files) { directory in
            let environment = environment.flatMap { EnvironmentName($0) }
            let loader = SpecLoader(tree: .directory(directory.path), environment: environment)
            let before = try state(of: loader)
            let snapshot = try #require(try loader.read().snapshot)
            try directory.write("image: example/time:2\n", to: "servers/time.yaml")
            try #require(try state(of: loader) != before)

            let again = SpecLoader(tree: .snapshot(snapshot), environment: environment)
            #expect(try state(of: again) == before)
            #expect(before.isComplete)
            #expect(try again.read().snapshot == snapshot)
            #expect(try again.owner()?.text == ManifestDirectory.owner)
        }
    }

    @Test(arguments: [true, false])
    func aProfileFileIsKeptWithItsOwner(hasRepository: Bool) throws {
        let repository = hasRepository ? ManifestDirectory.repository : nil
        try ManifestDirectory.lend(Self.files, repository: repository) { directory in
            let loader = SpecLoader(tree: .profileFile(directory.path.appending("profiles/dev.yaml")))
            // Without a reconcile.yaml the profile's directory is the root, where its server's entry is not.
            if !hasRepository {
                try directory.write("image: example/time:1\n", to: "profiles/servers/time.yaml")
            }
            let before = try state(of: loader)
            let snapshot = try #require(try loader.read().snapshot)
            let again = SpecLoader(tree: .snapshot(snapshot))
            #expect(try state(of: again) == before)
            #expect(try again.owner() == before.owner)
            #expect(!before.isComplete)
        }
    }

    @Test func itSurvivesItsEncoding() throws {
        try ManifestDirectory.lend(Self.files) { directory in
            let snapshot = try #require(try directory.loader.read().snapshot)
            let read = try JSONDecoder().decode(ManifestSnapshot.self, from: try JSONEncoder().encode(snapshot))
            #expect(read == snapshot)
            #expect(read.digest == snapshot.digest)
            #expect(snapshot.digest.count == 64)
        }
    }

    @Test func eachFileMakesItAnother() throws {
        try ManifestDirectory.lend(Self.files) { directory in
            let before = try #require(try directory.loader.read().snapshot)
            try directory.write(ManifestDirectory.repository + "# more\n", to: "reconcile.yaml")
            #expect(try directory.loader.read().snapshot?.digest != before.digest)
        }
    }

    @Test(arguments: [
        ("LEVEL", "debug", false), ("API_TOKEN", "canary", true), ("my_secret", "x", true), ("API_TOKEN", "", false),
        ("DATABASE", "postgres://me:word@db/x", true), ("DATABASE", "postgres://me@db/x", false),
        ("ANY", "ghp_1234567890abcdefghijklmnopqrstuvwx12", true),
    ])
    func aCredentialIsNoticed(name: String, value: String, isNoticed: Bool) throws {
        let entry = "image: example/time:1\nenv: [ { name: \(name), value: \"\(value)\" } ]\n"
        let files = Self.files.merging(["servers/time.yaml": entry]) { $1 }
        try ManifestDirectory.lend(files) { directory in
            let snapshot = try #require(try directory.loader.read().snapshot)
            #expect(snapshot.holdsCredential() == isNoticed)
        }
    }

    @Test func whatDoesNotParseIsNotTrusted() throws {
        try ManifestDirectory.lend(["profiles/dev.yaml": "servers: {"]) { directory in
            let snapshot = try #require(try directory.loader.read().snapshot)
            #expect(snapshot.holdsCredential())
        }
    }

    @Test func tooLargeATreeIsNotKept() throws {
        try ManifestDirectory.lend(Self.files) { directory in
            let line = "# " + String(repeating: "x", count: 1000) + "\n"
            for number in 0..<5 {
                try directory.write(
                    profile("  []", name: "p\(number)").replacing("servers:\n  []", with: "servers: []\n")
                        + String(repeating: line, count: 900),
                    to: "profiles/p\(number).yaml"
                )
            }
            let reading = try directory.loader.read()
            #expect(reading.snapshot == nil)
            guard case .failure(let report) = reading.result else { return }
            Issue.record("\(report)")
        }
    }

    @Test(arguments: ["servers: {", "servers: [", "metadata: 7"])
    func theOwnerIsReadWhateverElseIsWrong(broken: String) throws {
        try ManifestDirectory.lend(["profiles/dev.yaml": broken]) { directory in
            let owner = try directory.loader.owner()
            #expect(owner?.text == ManifestDirectory.owner)
        }
    }

    @Test(arguments: ["owner: 7\n", "kind: Repository\n", "owner: {\n"])
    func anOwnerThatIsNotSaidIsNone(repository: String) throws {
        try ManifestDirectory.lend(repository: repository) { directory in
            let owner = try directory.loader.owner()
            #expect(owner == nil)
        }
    }
}
