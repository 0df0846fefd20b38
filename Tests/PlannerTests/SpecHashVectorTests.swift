import Planner
import Spec
import Testing

/// The hash is a promise to every engine that runs containers already: these vectors may be added to, never changed.
@Suite struct SpecHashVectorTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        let change: @Sendable (inout ContainerDefinition) throws -> Void
        /// What is hashed after the line that separates it from other hashes.
        let json: String
        let hash: String

        var testDescription: String { name }
    }

    private static func definition() throws -> ContainerDefinition {
        ContainerDefinition(
            image: try Fixtures.image(),
            imageID: Fixtures.imageID("a"),
            command: [],
            environment: [],
            user: "",
            mounts: [],
            network: .none,
            extraHosts: [],
            resources: ResourceLimits(nanoCPUs: 1_000_000_000, memory: ByteCount(bytes: 2_147_483_648), pids: 256),
            hardening: Hardening(
                droppedCapabilities: ["ALL"],
                addedCapabilities: [],
                isPrivileged: false,
                hasReadOnlyRoot: true,
                forbidsNewPrivileges: true,
                runsInit: true,
                temporaryFilesystems: ["/tmp": "rw,noexec,nosuid,nodev,size=64m"],
                forbidsSwap: true
            )
        )
    }

    @Test(arguments: vectors)
    func vectorsAreFrozen(vector: Vector) throws {
        var definition = try Self.definition()
        try vector.change(&definition)
        let profile = try Fixtures.profile()
        let text = SpecHash.canonicalText(profile: profile, definition: definition)
        #expect(text == "mcp-reconcile spec v1\n" + vector.json)
        #expect(SpecHash(profile: profile, definition: definition)?.text == vector.hash)
    }

    @Test func vectorsDiffer() {
        #expect(Set(Self.vectors.map(\.hash)).count == Self.vectors.count)
    }

    /// The labels of containers hold these, so that a later version can still say what changed.
    @Test func hashesOfGroupsAreFrozen() throws {
        var definition = try Self.definition()
        definition.command = ["serve"]
        definition.environment = [EnvironmentVariable(name: "TZ", value: "UTC")]
        let hashes = definition.groupHashes.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value }
        #expect(hashes == Self.groupHashes)
    }
}

extension SpecHashVectorTests {
    static let vectors: [Vector] = [
        Vector(
            name: "HTTP",
            change: { $0.http = HTTPEndpoint(port: 8080, path: "/mcp", transport: .sse) },
            json: #"{"http":"sse:8080/mcp","#
                + #""image":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","#
                + #""profile":"dev"}"#,
            hash: "v1:55f42520af2be278e04c4d03b261cd712440e837397c69f8bfbc088cf1c11391"
        ),
        Vector(
            name: "defaults",
            change: { _ in },
            json: #"{"image":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","#
                + #""profile":"dev"}"#,
            hash: "v1:d82a42a314b5f263d7411de84fc373abcaa019c9cd6922eac2984615e941e476"
        ),
        Vector(
            name: "another image",
            change: { $0.imageID = Fixtures.imageID("b") },
            json: #"{"image":"sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","#
                + #""profile":"dev"}"#,
            hash: "v1:d985ab3294541661faacfa272fe9d1f62430d2612ff0684a08162157262c496c"
        ),
        Vector(
            name: "command",
            change: { $0.command = ["--zone", "Europe/Paris", ""] },
            json: #"{"command":["--zone","Europe/Paris",""],"#
                + #""image":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","#
                + #""profile":"dev"}"#,
            hash: "v1:c56e77dba7a9f8168f2bc53a5f154d53c51b262baceba74847425804ae64b054"
        ),
        Vector(
            name: "environment",
            change: { definition in
                definition.environment = [
                    EnvironmentVariable(name: "A", value: ""), EnvironmentVariable(name: "b", value: "é\"\\\n\u{1}"),
                ]
            },
            json: #"{"env":{"A":"","b":"é\"\\\n\u0001"},"#
                + #""image":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","#
                + #""profile":"dev"}"#,
            hash: "v1:c2425a33a57a4b776533b602e8b9cf765e7e62b66182cab8ebb603cb156dc235"
        ),
        Vector(
            name: "user",
            change: { $0.user = "1000:1000" },
            json: #"{"image":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","#
                + #""profile":"dev","user":"1000:1000"}"#,
            hash: "v1:0944bbfcb5d2fd2a6bd95c68cc2046593f7cfd14c9ab51a0c67f7417a7851ca0"
        ),
        Vector(
            name: "mounts",
            change: { definition in
                definition.mounts = [
                    Mount(source: .volume("cache"), target: "/cache", isReadOnly: false),
                    Mount(source: .bind("/srv/data"), target: "/data"),
                ]
            },
            json: #"{"image":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","#
                + #""mounts":[{"readOnly":false,"target":"/cache","volume":"cache"},{"bind":"/srv/data","#
                + #""target":"/data"}],"profile":"dev"}"#,
            hash: "v1:9ec2ec4802cb1415a71ab4702f71d8fb6f89d12b717a21966f7c07fdb8d7c7e0"
        ),
        Vector(
            name: "network",
            change: { $0.network = .bridge },
            json: #"{"image":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","#
                + #""network":"bridge","profile":"dev"}"#,
            hash: "v1:58c65aa96b888c44ba7895a8e6819d512b52cb63cd72a479079d0433add59c0d"
        ),
        Vector(
            name: "extra hosts",
            change: { $0.extraHosts = ["db:10.0.0.1", "api:10.0.0.2"] },
            json: #"{"extraHosts":["db:10.0.0.1","api:10.0.0.2"],"#
                + #""image":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","#
                + #""profile":"dev"}"#,
            hash: "v1:9ac58a3a6998229edc3b9ab27c3eb1b423593b35ad14b68e6131ca568d66f2d3"
        ),
        Vector(
            name: "limits",
            change: { definition in
                definition.resources.nanoCPUs = 500_000_000
                definition.resources.memory = try #require(ByteCount(bytes: 1_048_576))
                definition.resources.pids = 16
            },
            json: #"{"image":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","#
                + #""profile":"dev","resources":{"memory":1048576,"nanoCPUs":500000000,"pids":16}}"#,
            hash: "v1:4c469f39cecb83010776361c8b2a11af75e9fea5471ffd8bf0af9eac1f438e0c"
        ),
        Vector(
            name: "hardening",
            change: { $0.hardening.addedCapabilities = ["CHOWN"] },
            json: #"{"hardening":{"added":["CHOWN"],"dropped":["ALL"],"init":true,"noNewPrivileges":true,"#
                + #""noSwap":true,"privileged":false,"readOnlyRoot":true,"tmpfs":{"/tmp":"rw,noexec,nosuid,nodev,"#
                + #"size=64m"}},"image":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","#
                + #""profile":"dev"}"#,
            hash: "v1:a8422de13e376c59cdb913a93f511acb84f743306fe9962d491ffda993e63605"
        ),
        Vector(
            name: "writable root without a tmpfs",
            change: { definition in
                definition.hardening.hasReadOnlyRoot = false
                definition.hardening.temporaryFilesystems = [:]
            },
            json: #"{"hardening":{"added":[],"dropped":["ALL"],"init":true,"noNewPrivileges":true,"noSwap":true,"#
                + #""privileged":false,"readOnlyRoot":false,"tmpfs":{}},"#
                + #""image":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","#
                + #""profile":"dev"}"#,
            hash: "v1:9c05a430967bd56595a981deb90867eeedbb6d276057f204c7a49b68a00568d6"
        ),
    ]

    static let groupHashes = [
        "image": "47f45463c5f00cf1",
        "command": "492dfbc135e2688f",
        "env": "b68b44915f6817af",
        "mounts": "03a8af64dbbb41db",
        "network": "4824f48261ed6e72",
        "limits": "e829e6958d0d0bca",
        "hardening": "059f30c497509f33",
    ]
}
