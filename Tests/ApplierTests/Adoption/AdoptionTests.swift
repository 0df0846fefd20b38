import Planner
import Spec
import Testing

@testable import Applier
@testable import ContainerEngine

@Suite struct AdoptionTests {
    private static let image = "example/search:1"
    private static let id = "sha256:" + String(repeating: "a", count: 64)

    private static func inspection(
        labels: [String: String] = [:],
        mounts: [MountPoint] = [],
        change: (inout ContainerConfiguration) -> Void = { _ in }
    ) -> ContainerInspection {
        var configuration = ContainerConfiguration(
            image: ImageName(image),
            command: ["/server"],
            entrypoint: [],
            environment: ["PATH=/bin"],
            labels: labels
        )
        change(&configuration)
        return ContainerInspection(
            id: ContainerID("c"),
            name: "my-search",
            state: ContainerState(status: .running, exitCode: 0),
            imageID: ImageName(id),
            configuration: configuration,
            mounts: mounts
        )
    }

    private static func imageInspection(id: String = id, tags: [String] = [image]) -> ImageInspection {
        ImageInspection(
            id: ImageName(id),
            tags: tags.map { ImageName($0) },
            configuration: ImageConfiguration(command: ["/server"], environment: ["PATH=/bin"], user: "")
        )
    }

    private static func adopt(_ inspection: ContainerInspection) throws -> Adoption {
        try Adoption(of: inspection, imageInspection(), current: imageInspection())
    }

    @Test func whatComesFromTheImageIsNotWritten() throws {
        let container = try Self.adopt(Self.inspection { $0.host.networkMode = "none" }).container
        #expect(container.name == "my-search" && container.image == Self.image)
        #expect(container.command.isEmpty && container.environment.isEmpty && container.user == nil)
        #expect(!container.hasNetwork && container.notes.isEmpty)
        #expect(container.nanoCPUs == nil && container.memory == nil && container.pids == nil)
    }

    @Test func whatSomebodyAskedForIs() throws {
        let point = MountPoint(kind: "bind", name: "", source: "/srv", destination: "/data", isWritable: true)
        let volume = MountPoint(kind: "volume", name: "cache", source: "/x", destination: "/cache", isWritable: false)
        let inspection = Self.inspection(mounts: [point, volume]) { configuration in
            configuration.command = ["/server", "--all"]
            configuration.environment = ["PATH=/bin", "LEVEL=a=b"]
            configuration.user = "1000"
            configuration.host.memory = 512 << 20
            configuration.host.nanoCPUs = 500_000_000
            configuration.host.pidsLimit = 64
            configuration.host.extraHosts = ["a:1.2.3.4"]
        }
        let container = try Self.adopt(inspection).container
        #expect(container.command == ["/server", "--all"] && container.user == "1000")
        #expect(container.environment == [EnvironmentVariable(name: "LEVEL", value: "a=b")])
        #expect(
            container.mounts == [
                AdoptedContainer.Mount(source: "cache", target: "/cache", isReadOnly: true),
                AdoptedContainer.Mount(source: "/srv", target: "/data", isReadOnly: false),
            ]
        )
        #expect(container.nanoCPUs == 500_000_000 && container.memory == 512 << 20 && container.pids == 64)
        #expect(container.hasNetwork && container.extraHosts == ["a:1.2.3.4"])
    }

    @Test func whatAManifestCannotSayIsNoted() throws {
        let anonymous = String(repeating: "f", count: 64)
        let points = [
            MountPoint(kind: "volume", name: anonymous, source: "/x", destination: "/var", isWritable: true),
            MountPoint(kind: "tmpfs", name: "", source: "", destination: "/run", isWritable: true),
        ]
        var inspection = Self.inspection(mounts: points) { configuration in
            configuration.entrypoint = ["/other"]
            configuration.workingDirectory = "/work"
            configuration.hasTerminal = true
            configuration.opensStandardInput = false
            configuration.host.networkMode = "host"
            configuration.host.restartPolicy = RestartPolicy(name: "always")
        }
        inspection.publishedPorts = ["8080/tcp"]
        let container = try Self.adopt(inspection).container
        let notes = container.notes.joined(separator: "\n")
        for words in [
            "nameless volume at '/var'", "tmpfs at '/run'", "entry point", "working directory", "'host'", "terminal",
            "standard input", "'always'", "8080/tcp",
        ] {
            #expect(notes.contains(words), "\(words): \(notes)")
        }
        #expect(container.mounts.isEmpty && container.hasNetwork)
    }

    @Test func whatIsolationChangesIsSaid() throws {
        let inspection = Self.inspection { configuration in
            configuration.host.isPrivileged = true
            configuration.host.memory = 64 << 20
            configuration.host.memoryAndSwap = 128 << 20
        }
        let phrases = try Self.adopt(inspection).changes.map(\.phrase)
        #expect(phrases.contains("hardening.privileged: true → false"), "\(phrases)")
        #expect(phrases.contains("hardening.readOnlyRoot: false → true") && phrases.contains("resources.pids: 0 → 256"))
        #expect(!phrases.contains { $0.hasPrefix("resources.memory") } && !phrases.contains { $0.hasPrefix("network") })
    }

    @Test func ourOwnAreRefused() throws {
        let labels = [ContainerLabels.owner: "o", ContainerLabels.profile: "dev", ContainerLabels.server: "search"]
        #expect(
            throws: Adoption.Refusal.ours(
                "the container 'my-search' is mcp-reconcile's already: it is the server dev/search"
            )
        ) { try Self.adopt(Self.inspection(labels: labels)) }
        #expect(throws: Adoption.Refusal.ours("the container 'my-search' is one of mcp-reconcile's own")) {
            try Self.adopt(Self.inspection(labels: [ContainerLabels.prefix + "ephemeral": "x"]))
        }
    }

    @Test(arguments: [Self.id, String(repeating: "a", count: 12)])
    func anImageByItsIDGetsAName(given: String) throws {
        let inspection = Self.inspection { $0.image = ImageName(given) }
        #expect(try Self.adopt(inspection).container.image == Self.image)
        #expect(throws: Adoption.Refusal.self) {
            try Adoption(of: inspection, Self.imageInspection(tags: ["<none>:<none>"]), current: nil)
        }
    }

    @Test func aNameThatHasMovedIsNoted() throws {
        let moved = Self.imageInspection(id: "sha256:" + String(repeating: "b", count: 64))
        let adoption = try Adoption(of: Self.inspection(), Self.imageInspection(), current: moved)
        #expect(adoption.container.notes.contains { $0.contains("another content") })
    }
}
