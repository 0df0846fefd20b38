import FoundationEssentials
import Spec
import Testing

@testable import Planner

@Suite struct StatusTests {
    private static let name = "time"

    private static func revision(_ digit: Character) -> Revision {
        Revision(reference: "main", commit: String(repeating: digit, count: 40))
    }

    private static func applied(_ desired: DesiredState) throws -> ObservedState {
        let world = try Fixtures.world()
        return world.applying(Plan(from: world, to: desired).operations)
    }

    private static func status(
        _ observed: ObservedState,
        _ desired: DesiredState,
        gateway: ServingReport? = nil,
        suspended: FleetStatus.Suspended? = nil
    ) throws -> FleetStatus {
        FleetStatus(
            Plan(from: observed, to: desired),
            observed,
            desired,
            gateways: gateway.map { [desired.profiles[0].name: $0] } ?? [:],
            source: Condition(.sourceVerified, .unknown, "NotFromGit", "files"),
            suspended: suspended
        )
    }

    /// A gateway that serves exactly what is desired.
    private static func gateway(
        of desired: DesiredState,
        change: (inout ServingReport.Server) -> Void = { _ in }
    ) throws -> ServingReport {
        let profile = desired.profiles[0]
        var servers: [ServerName: ServingReport.Server] = [:]
        for policy in profile.serving {
            var server = ServingReport.Server(state: .serving, tools: 1, route: policy.fingerprint)
            change(&server)
            servers[policy.name] = server
        }
        return ServingReport(servers: servers, settings: profile.gateway.fingerprint)
    }

    private static func lock(_ server: inout ServerSpec) throws {
        let tool = #"{"name":"now","inputSchema":{"type":"object"}}"#
        let image = LockedImage(
            reference: try Fixtures.image(),
            digest: nil,
            platforms: ["linux/amd64": Fixtures.imageID("a").text]
        )
        let item = try LockedItem(.tools, definition: Array(tool.utf8))
        server.locked = LockedServer(images: [image], lists: [.tools: [item]])
    }

    private static func drift(_ status: FleetStatus, _ kind: Drift.Kind) throws -> Drift {
        let server = try #require(status.servers.first)
        return try #require(server.drift(kind))
    }

    // MARK: The five kinds

    @Test func whatIsAsAppliedHasNoDrift() throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        let status = try Self.status(try Self.applied(desired), desired)
        #expect(status.isInSync && status.servers.map(\.word) == [.inSync])
        for kind in [Drift.Kind.source, .config, .image] { #expect(try Self.drift(status, kind).verdict == .no) }
        for kind in [Drift.Kind.tools, .route] { #expect(try Self.drift(status, kind).verdict == .unknown) }
        #expect(status.text.split(separator: "\n").count == 2, "\(status.text)")
    }

    @Test func aNewerCommitThatChangesTheServerIsDriftOfTheSource() throws {
        var desired = try Fixtures.desired([Fixtures.server()])
        desired.revision = Self.revision("1")
        let observed = try Self.applied(desired)
        desired.profiles[0].servers[0].resources.pids = 17
        desired.revision = Self.revision("2")
        let status = try Self.status(observed, desired)
        let drift = try Self.drift(status, .source)
        #expect(drift.verdict == .yes && drift.reason == "NewerCommit")
        #expect(drift.message == "main@sha1:111111111111 → main@sha1:222222222222: limits")
        #expect(status.servers.map(\.word) == [.outOfDate] && !status.isInSync)
        #expect(try Self.drift(status, .config).verdict == .no)
        #expect(try Self.drift(status, .image).verdict == .no)
        #expect(status.servers[0].container?.revision == Self.revision("1"))
        #expect(status.text.contains("dev/time  source  main@sha1:111111111111 → "), "\(status.text)")
    }

    @Test func aNewerCommitThatChangesNothingIsNoDrift() throws {
        var desired = try Fixtures.desired([Fixtures.server()])
        desired.revision = Self.revision("1")
        let observed = try Self.applied(desired)
        desired.revision = Self.revision("2")
        #expect(try Self.drift(try Self.status(observed, desired), .source).verdict == .no)
    }

    @Test func whatSomebodyChangedIsDriftOfTheConfiguration() throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        var observed = try Self.applied(desired)
        observed.containers[0].definition.resources.pids = 9
        let status = try Self.status(observed, desired)
        let drift = try Self.drift(status, .config)
        #expect(drift.verdict == .yes && drift.reason == "Changed" && drift.message.contains("resources.pids"))
        #expect(try Self.drift(status, .source).verdict == .no)
        #expect(status.servers.map(\.word) == [.drifted])
    }

    @Test(arguments: [ObservedContainer.RunState.exited, .paused])
    func whatSomebodyStoppedIsDriftOfTheConfiguration(state: ObservedContainer.RunState) throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        var observed = try Self.applied(desired)
        observed.containers[0].state = state
        let status = try Self.status(observed, desired)
        #expect(try Self.drift(status, .config).reason == "NotRunning")
        #expect(status.servers.map(\.word) == [.stopped])
        #expect(status.condition(.healthy).verdict == .no && status.condition(.applied).verdict == .yes)
    }

    @Test func aTagThatMovedIsDriftOfTheImageAndNotOfTheSource() throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        var observed = try Self.applied(desired)
        observed.images[try Fixtures.image()]?.id = Fixtures.imageID("b")
        let status = try Self.status(observed, desired)
        let drift = try Self.drift(status, .image)
        #expect(drift.verdict == .yes && drift.reason == "TagMoved")
        #expect(drift.message == "example/time:1 is now sha256:bbbbbbbbbbbb, and sha256:aaaaaaaaaaaa runs")
        #expect(try Self.drift(status, .source).verdict == .no)
        #expect(try Self.drift(status, .config).verdict == .no)
        #expect(status.servers.map(\.word) == [.outOfDate] && status.condition(.applied).verdict == .no)
    }

    @Test func anotherImageOfTheManifestIsDriftOfTheSource() throws {
        var desired = try Fixtures.desired([Fixtures.server()])
        var observed = try Self.applied(desired)
        desired.profiles[0].servers[0].image = try Fixtures.image("example/time:2")
        #expect(try Self.drift(try Self.status(observed, desired), .source).reason == "ImageNotPresent")
        observed.images[try Fixtures.image("example/time:2")] = ObservedImage(id: Fixtures.imageID("b"))
        let status = try Self.status(observed, desired)
        #expect(try Self.drift(status, .source).verdict == .yes)
        #expect(try Self.drift(status, .image).verdict == .no)
    }

    @Test func whatAGatewayFindsIsDriftOfTheTools() throws {
        let desired = try Fixtures.desired([Fixtures.server { try Self.lock(&$0) }])
        let observed = try Self.applied(desired)
        #expect(try Self.drift(try Self.status(observed, desired), .tools).reason == "NoGateway")
        let same = try Self.status(observed, desired, gateway: try Self.gateway(of: desired))
        #expect(try Self.drift(same, .tools).verdict == .no && same.isInSync)
        let other = try Self.gateway(of: desired) { $0.finding = "new: tool steal\u{1B}[2J" }
        let status = try Self.status(observed, desired, gateway: other)
        #expect(try Self.drift(status, .tools).message == "new: tool steal\\u{1B}[2J")
        #expect(status.servers.map(\.word) == [.drifted] && !status.isInSync)
        #expect(status.text.contains("lock --update") && !status.text.contains("\u{1B}"))
        let starting = try Self.gateway(of: desired) { $0.state = .starting }
        #expect(try Self.drift(try Self.status(observed, desired, gateway: starting), .tools).verdict == .unknown)
    }

    @Test func withoutALockNothingIsKnownOfTools() throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        let status = try Self.status(try Self.applied(desired), desired, gateway: try Self.gateway(of: desired))
        #expect(try Self.drift(status, .tools).reason == "NoLock")
        #expect(try Self.drift(status, .route).verdict == .no)
    }

    @Test func rulesThatDifferAreDriftOfTheRoute() throws {
        var desired = try Fixtures.desired([Fixtures.server()])
        let observed = try Self.applied(desired)
        let gateway = try Self.gateway(of: desired)
        desired.profiles[0].servers[0].tools.deny = ["steal*"]
        let status = try Self.status(observed, desired, gateway: gateway)
        #expect(try Self.drift(status, .route).reason == "RulesDiffer")
        #expect(status.servers.map(\.word) == [.drifted])
    }

    @Test func anotherSpecThatIsServedIsDriftOfTheRoute() throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        let spec = try #require(SpecHash("v1:" + String(repeating: "0", count: 64)))
        let gateway = try Self.gateway(of: desired) { $0.spec = spec }
        let status = try Self.status(try Self.applied(desired), desired, gateway: gateway)
        #expect(try Self.drift(status, .route).reason == "SpecDiffers")
    }

    @Test func aServerThatTheGatewayDoesNotKnowIsDriftOfTheRoute() throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        let gateway = ServingReport(servers: [:], settings: desired.profiles[0].gateway.fingerprint)
        let status = try Self.status(try Self.applied(desired), desired, gateway: gateway)
        #expect(try Self.drift(status, .route).reason == "NotServed")
    }

    // MARK: Conditions

    @Test func everyConditionIsThereOnce() throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        let status = try Self.status(try Fixtures.world(), desired)
        #expect(status.conditions.map(\.kind) == Condition.Kind.allCases)
        #expect(status.servers.map(\.word) == [.missing])
        #expect(status.condition(.applied).verdict == .no && status.condition(.healthy).verdict == .no)
        #expect(status.condition(.planned).reason == "ChangesPlanned")
        #expect(status.condition(.toolsPinned).reason == "NoLock" && status.condition(.suspended).verdict == .no)
    }

    @Test func whatIsNotLockedIsNotPinned() throws {
        var desired = try Fixtures.desired([Fixtures.server { try Self.lock(&$0) }, Fixtures.server("open")])
        desired.lockfile = Lockfile()
        let status = try Self.status(try Self.applied(desired), desired)
        #expect(status.condition(.toolsPinned).message == "not locked: dev/open")
        desired.profiles[0].servers.removeAll { $0.locked == nil }
        let observed = try Self.applied(desired)
        #expect(try Self.status(observed, desired).condition(.toolsPinned).reason == "Locked")
        let asked = try Self.status(observed, desired, gateway: try Self.gateway(of: desired))
        #expect(asked.condition(.toolsPinned).reason == "AsLocked")
        let other = try Self.gateway(of: desired) { $0.finding = "new: tool a" }
        let withheld = try Self.status(observed, desired, gateway: other)
        #expect(withheld.condition(.toolsPinned).reason == "ToolsDiffer")
    }

    @Test func aServerThatIsDownIsNotHealthy() throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        let gateway = try Self.gateway(of: desired) { ($0.state, $0.reason) = (.down, "exited with 1") }
        let status = try Self.status(try Self.applied(desired), desired, gateway: gateway)
        #expect(status.condition(.healthy).message == "not serving: dev/time: it exited with 1")
        #expect(status.text.contains("Healthy  False"), "\(status.text)")
    }

    @Test func settingsOfAGatewayThatDifferAreOutOfSync() throws {
        var desired = try Fixtures.desired([Fixtures.server()])
        let observed = try Self.applied(desired)
        let gateway = try Self.gateway(of: desired)
        desired.profiles[0].gateway.naming = .prefixed
        let status = try Self.status(observed, desired, gateway: gateway)
        #expect(status.condition(.inSync).reason == "SettingsDiffer" && !status.isInSync)
    }

    @Test func whatIsRefusedIsNotPlanned() throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        var observed = try Fixtures.world()
        observed.images[try Fixtures.image()]?.labels = [ContainerLabels.owner: "x"]
        let status = try Self.status(observed, desired)
        #expect(status.servers.map(\.word) == [.refused])
        #expect(status.condition(.planned).verdict == .no)
        #expect(status.text.contains("its image carries a label"), "\(status.text)")
    }

    @Test func aSuspensionIsShown() throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        let suspended = FleetStatus.Suspended(since: "a", until: nil, reason: "b", explanation: "since a: b")
        let status = try Self.status(try Self.applied(desired), desired, suspended: suspended)
        #expect(status.text.contains("\nSuspended since a: b\n") && status.text.contains("resume"))
        #expect(status.condition(.suspended).verdict == .yes && status.isInSync)
    }

    @Test func whatNobodyDeclaresAnyMoreIsThere() throws {
        let observed = try Self.applied(Fixtures.desired([Fixtures.server()]))
        let status = try Self.status(observed, try Fixtures.desired([]))
        #expect(status.servers.map(\.word) == [.notDeclared] && status.servers[0].drift.isEmpty)
        #expect(status.condition(.applied).verdict == .no)
    }

    // MARK: Explanations

    @Test func whatRunsIsExplained() throws {
        var desired = try Fixtures.desired([Fixtures.server()])
        desired.revision = Self.revision("1")
        let observed = try Self.applied(desired)
        let same = try Self.status(observed, desired).servers[0].explanation
        #expect(same.contains("  made from    main@sha1:1111"), "\(same)")
        #expect(same.contains(", running\n") && same.contains(", as wanted\n"))
        desired.profiles[0].servers[0].resources.pids = 17
        desired.revision = Self.revision("2")
        let other = try Self.status(observed, desired).servers[0].explanation
        #expect(other.contains("is wanted\n") && other.contains("  drift        source: "), "\(other)")
        let none = try Self.status(try Fixtures.world(), desired).servers[0].explanation
        #expect(none == "  container    none\n")
    }

    // MARK: The schema

    private static func schema(file: String = #filePath) throws -> (text: String, check: SchemaCheck) {
        let directory = URL(filePath: file).deletingLastPathComponent()
        let data = try Data(contentsOf: directory.appending(path: "../../schemas/\(StatusSchema.fileName)"))
        let check = SchemaCheck(root: try JSONDecoder().decode(JSONValue.self, from: data))
        return (String(decoding: data, as: UTF8.self), check)
    }

    @Test func theCommittedSchemaIsTheGeneratedOne() throws {
        #expect(try Self.schema().text == StatusSchema.json, "mcp-reconcile schema status > schemas/status.schema.json")
    }

    @Test(arguments: UInt64(1)...60)
    func documentsAreAsTheSchemaSays(seed: UInt64) throws {
        let check = try Self.schema().check
        var random = try RandomState(seed: seed)
        let (observed, desired) = (try random.observed(), try random.desired())
        let gateways = [nil, try Self.gateway(of: desired), try Self.gateway(of: desired) { $0.state = .down }]
        let suspended = FleetStatus.Suspended(since: "a", until: "b", reason: "c", explanation: "d")
        for gateway in gateways {
            let wish = seed % 2 == 0 ? suspended : nil
            let status = try Self.status(observed, desired, gateway: gateway, suspended: wish)
            let document = try JSONDecoder().decode(JSONValue.self, from: Data(status.json.utf8))
            #expect(check.complaints(about: document) == [], "seed \(seed)")
            #expect(status.isInSync == (document["in_sync"] == .boolean(true)))
        }
    }

    @Test(arguments: ["format_version", "owner", "in_sync", "conditions", "gateways", "servers"])
    func theSchemaRefusesWhatLacksAMember(name: String) throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        let text = try Self.status(try Fixtures.world(), desired).json
        guard case .object(var members) = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) else {
            Issue.record("a status is an object")
            return
        }
        members[name] = nil
        #expect(try Self.schema().check.complaints(about: .object(members)) == ["$: no \(name)"])
    }
}
