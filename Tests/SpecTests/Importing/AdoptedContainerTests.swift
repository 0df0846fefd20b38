import Testing

@testable import Spec

@Suite struct AdoptedContainerTests {
    private static let item = "- { name: old, ref: \"docker://mcp/old:1\" } # as ever\n"

    private struct Adopted {
        let outcome: ManifestDraft.ImportOutcome
        let files: [String: String]
        let mistakes: [Diagnostic]
    }

    private static func adopt(
        as name: String? = nil,
        into profileName: String = "dev",
        change: (inout AdoptedContainer) -> Void = { _ in }
    ) throws -> Adopted {
        try ManifestDirectory.lend(["profiles/dev.yaml": profile(item)]) { directory in
            var container = AdoptedContainer(name: "My Search\u{1B}", image: "example/search:1")
            change(&container)
            var draft = try ManifestDraft(.directory(directory.path))
            let profile = try #require(ProfileName(profileName))
            let outcome = try draft.adopt(container, as: name.flatMap { ServerName($0) }, into: profile)
            let files = Dictionary(uniqueKeysWithValues: draft.changes.map { ($0.name, $0.after ?? "") })
            return Adopted(outcome: outcome, files: files, mistakes: try draft.mistakes().diagnostics)
        }
    }

    private static func value(_ text: String?) throws -> JSONValue {
        let text = try #require(text)
        let root = try #require(YAMLDocument(bytes: Array(text.utf8), file: "a").root)
        return JSONValue(root)
    }

    @Test func everythingThatAManifestCanSayIsWritten() throws {
        let adopted = try Self.adopt { container in
            container.command = ["--all"]
            container.environment = [EnvironmentVariable(name: "LEVEL", value: "debug")]
            container.user = "1000"
            container.mounts = [AdoptedContainer.Mount(source: "/srv", target: "/data", isReadOnly: false)]
            container.extraHosts = ["a:1.2.3.4"]
            (container.hasNetwork, container.nanoCPUs, container.memory) = (true, 500_000_000, 512 << 20)
            container.pids = 64
        }
        let entry = try #require(adopted.files["servers/my-search.yaml"])
        #expect(entry.hasPrefix("# Adopted from the container 'My Search\\u{1B}'.\n"), "\(entry)")
        #expect(
            try Self.value(entry) == [
                "name": "my-search", "type": "server", "image": "example/search:1", "command": ["--all"],
                "env": [["name": "LEVEL", "value": "debug"]], "volumes": ["/srv:/data:rw"], "user": "1000",
                "extraHosts": ["a:1.2.3.4"],
            ]
        )
        let profile = try #require(adopted.files["profiles/dev.yaml"])
        #expect(profile.contains("# as ever\n"), "\(profile)")
        let servers = try #require(try Self.value(profile)["servers"])
        guard case .array(let items) = servers else {
            Issue.record("servers are a list")
            return
        }
        #expect(
            items.last == [
                "name": "my-search", "ref": "file://servers/my-search.yaml", "network": "bridge",
                "resources": ["cpus": .number(0.5), "memory": "512MiB", "pids": 64],
            ]
        )
        #expect(adopted.mistakes.isEmpty && adopted.outcome.notes.isEmpty)
        #expect(adopted.outcome.name?.text == "my-search")
    }

    @Test func credentialsAreAskedForByName() throws {
        let adopted = try Self.adopt(as: "search") { container in
            container.environment = [EnvironmentVariable(name: "API_KEY", value: "canary")]
        }
        #expect(!adopted.files.values.contains { $0.contains("canary") })
        #expect(adopted.files["profiles/dev.yaml"]?.contains("search.api_key") == true)
        #expect(adopted.outcome.notes.contains { $0.contains("the secret 'search.api_key'") })
    }

    @Test(arguments: ["https://user:canary@example.org/x", "redis://:canary@cache", "postgres://u:canary@db:5432/x"])
    func passwordsInAddressesAreNeverWritten(address: String) throws {
        let adopted = try Self.adopt(as: "search") { container in
            container.environment = [EnvironmentVariable(name: "STORE", value: address)]
        }
        #expect(!adopted.files.values.contains { $0.contains("canary") }, "\(adopted.files)")
        #expect(adopted.outcome.notes.contains { $0.contains("the secret 'search.store'") }, "\(adopted.outcome)")
    }

    @Test(arguments: [
        ["--api-key=canary"], ["--password", "canary"], ["-v", "--auth-token", "canary"], ["https://u:canary@host"],
    ])
    func credentialsAmongArgumentsAreNeverWritten(command: [String]) throws {
        let adopted = try Self.adopt { $0.command = command }
        #expect(!adopted.files.values.contains { $0.contains("canary") }, "\(adopted.files)")
        #expect(adopted.outcome.notes.contains { $0.contains("no argument was written") }, "\(adopted.outcome)")
    }

    @Test(arguments: [
        ["--max-tokens=4096"], ["--token-limit", "100"], ["--no-password", "--all"], ["--secret="], ["--tokens"],
        ["https://host:8080/a@b"],
    ])
    func argumentsThatAreNoCredentialsAreWritten(command: [String]) throws {
        let entry = try Self.value(try Self.adopt { $0.command = command }.files["servers/my-search.yaml"])
        #expect(entry["command"] == .array(command.map(JSONValue.string)), "\(entry)")
    }

    @Test(arguments: ["$HOME/x", "{{a}}"])
    func whatMeansSomethingInAnEntryIsNoted(value: String) throws {
        let adopted = try Self.adopt { $0.command = [value] }
        #expect(adopted.outcome.notes.contains { $0.contains("'$' and '{{' mean something") })
    }

    @Test func aProfileThatIsNotThereIsMade() throws {
        #expect(try Self.adopt(into: "new").files["profiles/new.yaml"]?.contains("my-search") == true)
    }

    @Test func aServerThatIsThereAlreadyStays() throws {
        #expect(throws: ManifestDraft.Problem.self) { try Self.adopt(as: "old") }
    }
}
