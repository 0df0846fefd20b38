@testable import Applier
import ContainerEngine
import Foundation
import Planner
import Spec
import TestSupport
import Testing

@Suite struct DefinitionRoundTripTests {
    @Test(arguments: UInt64(1)...200)
    func aDefinitionReadsBackAsItWasWritten(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let definition = try ContainerDefinition.random(using: &random)
        let observed = try Self.observe(definition)

        #expect(observed.definition == definition, "seed \(seed)")
        #expect(observed.labels == ["io.example": "1"], "seed \(seed)")
    }

    @Test(arguments: NetworkPolicy.allCases)
    func whatSpeaksHTTPHasANetworkOfItsOwn(policy: NetworkPolicy) throws {
        var definition = try Self.standard()
        definition.network = policy
        definition.http = HTTPEndpoint(port: 8080, path: "/mcp?a=b", transport: .sse)
        let network = try #require(ContainerNetwork(of: "mcpr-example", definition))
        let labels = [ContainerLabels.http: "sse:8080/mcp?a=b"]
        let configuration = ContainerConfiguration(definition, in: network, labels: labels)
        #expect(configuration.host.networkMode == network.name && network.isInternal == (policy == .none))
        #expect(configuration.host.nameServers == (policy == .none ? ["127.0.0.1"] : []))
        var inspection = ContainerInspection(
            id: ContainerID("0a1b"),
            name: "mcpr-example",
            state: ContainerState(status: .created),
            imageID: ImageName("sha256:1"),
            configuration: configuration
        )
        #expect(try #require(ObservedContainer(inspection)).definition == definition)
        for mode in ["bridge", "mcpr-other-internal", "host", "none"] {
            inspection.configuration.host.networkMode = mode
            #expect(try #require(ObservedContainer(inspection)).definition != definition, "\(mode)")
        }
    }

    @Test func theIsolationDefaultsReachTheEngine() throws {
        let configuration = ContainerConfiguration(try Self.standard(), labels: [:])
        let host = configuration.host

        #expect(host.droppedCapabilities == ["ALL"])
        #expect(host.addedCapabilities.isEmpty)
        #expect(!host.isPrivileged)
        #expect(host.hasReadOnlyRoot)
        #expect(host.securityOptions == ["no-new-privileges"])
        #expect(host.runsInit == true)
        #expect(host.temporaryFilesystems.keys.sorted() == ["/tmp"])
        #expect(host.memory == 2 << 30)
        #expect(host.memoryAndSwap == 2 << 30)
        #expect(host.nanoCPUs == 1_000_000_000)
        #expect(host.pidsLimit == 256)
        #expect(host.networkMode == "none")
        #expect(host.mounts.isEmpty)
        #expect(host.logDriver == LogDriver.none)
        #expect(host.restartPolicy == .never)
    }

    @Test func standardInputStaysOpenForEveryoneWhoAttaches() throws {
        let configuration = ContainerConfiguration(try Self.standard(), labels: [:])

        #expect(configuration.opensStandardInput)
        #expect(!configuration.closesStandardInputOnce)
        #expect(configuration.attachesStandardStreams)
        #expect(!configuration.hasTerminal)
    }

    @Test func anEngineWithoutSwapAccountingIsNoDrift() throws {
        let observed = try Self.observe(try Self.standard()) { $0.configuration.host.memoryAndSwap = -1 }

        #expect(observed.definition == (try Self.standard()))
    }

    @Test(arguments: ["no-new-privileges", "no-new-privileges:true", "no-new-privileges=true"])
    func everySpellingOfNoNewPrivilegesIsUnderstood(option: String) throws {
        let observed = try Self.observe(try Self.standard()) { $0.configuration.host.securityOptions = [option] }

        #expect(observed.definition.hardening.forbidsNewPrivileges)
    }

    @Test(arguments: ["no-new-privileges:false", "no-new-privileges=false", "seccomp=unconfined", ""])
    func otherSecurityOptionsForbidNothing(option: String) throws {
        let observed = try Self.observe(try Self.standard()) { $0.configuration.host.securityOptions = [option] }

        #expect(!observed.definition.hardening.forbidsNewPrivileges)
    }

    @Test func capabilitiesAreComparedWithoutTheirPrefix() throws {
        let observed = try Self.observe(try Self.standard()) { inspection in
            inspection.configuration.host.droppedCapabilities = ["all"]
            inspection.configuration.host.addedCapabilities = ["CAP_CHOWN", "net_raw"]
        }

        #expect(observed.definition.hardening.droppedCapabilities == ["ALL"])
        #expect(observed.definition.hardening.addedCapabilities == ["CHOWN", "NET_RAW"])
    }

    @Test(arguments: ["host", "default", "bridge", "team-network", "container:0a1b"])
    func everyOtherNetworkIsNoIsolation(mode: String) throws {
        let observed = try Self.observe(try Self.standard()) { $0.configuration.host.networkMode = mode }

        #expect(observed.definition.network == .bridge)
    }

    @Test func liftedLimitsShow() throws {
        let observed = try Self.observe(try Self.standard()) { inspection in
            inspection.configuration.host.memory = 0
            inspection.configuration.host.memoryAndSwap = 0
            inspection.configuration.host.nanoCPUs = 0
            inspection.configuration.host.pidsLimit = nil
        }

        #expect(observed.definition.resources == ResourceLimits(nanoCPUs: 0, memory: ByteCount(bytes: 0), pids: 0))
    }

    @Test func mountsAreReadFromWhatIsMountedWhereTheRequestIsNotKept() throws {
        let point = """
            [{"Type":"bind","Source":"/srv","Destination":"/data","RW":false},
             {"Type":"volume","Name":"cache","Source":"/v/cache","Destination":"/cache","RW":true},
             {"Type":"volume","Name":"\(String(repeating: "a", count: 64))","Destination":"/image","RW":true},
             {"Type":"tmpfs","Destination":"/tmp","RW":true}]
            """
        let mounted = try JSONDecoder().decode([MountPoint].self, from: Data(point.utf8))
        let observed = try Self.observe(try Self.standard()) { $0.mounts = mounted }

        #expect(
            observed.definition.mounts == [
                Mount(source: .volume("cache"), target: "/cache", isReadOnly: false),
                Mount(source: .bind("/srv"), target: "/data", isReadOnly: true),
            ]
        )
    }

    @Test(arguments: [("A=1", "A", "1"), ("A=", "A", ""), ("A=b=c", "A", "b=c"), ("A", "A", ""), ("", "", "")])
    func environmentPairsSplitAtTheFirstEqualsSign(pair: String, name: String, value: String) {
        #expect(EnvironmentVariable(pair: pair) == EnvironmentVariable(name: name, value: value))
    }

    private static func standard() throws -> ContainerDefinition {
        ContainerDefinition(
            image: try Sample.image(),
            imageID: ImageID("sha256:1"),
            command: ["serve"],
            environment: [],
            user: "",
            mounts: [],
            network: .none,
            extraHosts: [],
            resources: ResourceLimits()
        )
    }

    /// What is observed of a container that was created from the definition, through the engine's JSON.
    private static func observe(
        _ definition: ContainerDefinition,
        change: (inout ContainerInspection) -> Void = { _ in }
    ) throws -> ObservedContainer {
        let request = ContainerConfiguration(definition, labels: ["io.example": "1"])
        let stored = try JSONDecoder().decode(ContainerConfiguration.self, from: JSONEncoder().encode(request))
        var inspection = ContainerInspection(
            id: ContainerID("0a1b"),
            name: "mcpr-example",
            state: ContainerState(status: .created),
            imageID: ImageName(try #require(definition.imageID).text),
            configuration: stored
        )
        change(&inspection)
        return try #require(ObservedContainer(inspection))
    }
}
