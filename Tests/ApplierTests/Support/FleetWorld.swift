import Applier
import ContainerEngine
import Planner
import Spec
import Synchronization
import TestSupport
import Testing

/// An engine with the images of the samples and with containers of others, which nobody may touch.
struct FleetWorld: Sendable {
    let engine: FakeEngine
    let client: EngineClient
    let rollout: ScriptedRollout
    private let foreign: [Foreign]

    private struct Foreign: Hashable {
        var id: ContainerID
        var status: ContainerState.Status
    }

    static func run(_ body: (Self) async throws -> Void) async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addImage("example/time:1.0")
            engine.model.addImage("example/time:2.0", command: ["/server", "two"])
            for (name, labels) in try foreignContainers() {
                let configuration = ContainerConfiguration(image: ImageName("example/time:1.0"), labels: labels)
                try await client.start(try await client.create(named: name, configuration))
            }
            try await body(Self(engine: engine, client: client))
        }
    }

    private init(engine: FakeEngine, client: EngineClient) {
        self.engine = engine
        self.client = client
        rollout = ScriptedRollout(client)
        foreign = engine.model.containers.map { Foreign(id: $0.id, status: $0.status) }
    }

    /// Somebody's database, one with our label but not our name, and another owner's server.
    private static func foreignContainers() throws -> [String: [String: String]] {
        [
            "database": ["com.example.team": "data"],
            "imposter": [ContainerLabels.owner: try Sample.owner().text],
            "mcpr-ffffffff-time-01234567": [ContainerLabels.owner: "ffffffff-0000-4000-8000-000000000001"],
        ]
    }

    func reconciler(
        lock: ApplyLock? = nil,
        clock: any Clock<Duration> = ContinuousClock(),
        limits: (inout ExecutionLimits) -> Void = { _ in },
        events: @escaping @Sendable (ApplyEvent) -> Void = { _ in },
        isHeld: @escaping @Sendable () -> Bool = { false },
        begun: @escaping @Sendable (BegunRun) async -> Void = { _ in },
        ended: @escaping @Sendable (ReconcileRun) async -> Void = { _ in }
    ) -> Reconciler {
        var bounds = ExecutionLimits.standard
        bounds.retryDelay = .zero
        limits(&bounds)
        return Reconciler(
            engine: client,
            rollout: rollout,
            lock: lock,
            limits: bounds,
            clock: clock,
            events: events,
            isHeld: isHeld,
            begun: begun,
            ended: ended
        )
    }

    /// The containers that are the owner's, in the order of creation.
    var owned: [FakeContainer] {
        engine.model.containers.filter { container in !foreign.contains { $0.id == container.id } }
    }

    /// Checks that the engine has the desired servers, each once and running, and that nothing foreign was touched.
    func expectConverged(to desired: DesiredState, _ comment: Comment? = nil) async throws {
        let plan = try await reconciler().plan(desired)
        #expect(plan.isNoOp, comment)
        let names = Set(desired.profiles.flatMap(\.servers).map(\.name.text))
        let halted = owned.filter { container in
            container.labels[ContainerLabels.onRemove] == "stop"
                && !names.contains(container.labels[ContainerLabels.server] ?? "")
        }
        #expect(halted.allSatisfy { $0.status == .exited }, comment)
        #expect(owned.count - halted.count == names.count, comment)
        #expect(owned.filter { $0.status == .running }.count == names.count, comment)
        expectForeignUntouched(comment)
    }

    func expectForeignUntouched(_ comment: Comment? = nil) {
        let now = engine.model.containers.map { Foreign(id: $0.id, status: $0.status) }
        #expect(foreign.allSatisfy(now.contains), comment)
    }

    /// Replaces a container by one of the same name and labels with other limits, as `docker update` changes them.
    func drift(_ name: String) async throws {
        var configuration = try await client.inspect(named: name).configuration
        configuration.host.memory = 64 << 20
        configuration.host.memoryAndSwap = 64 << 20
        try await client.remove(ContainerID(name), .killing)
        try await client.start(try await client.create(named: name, configuration))
    }
}

/// A situation on an engine and the state that it is to be brought to.
enum FleetScenario: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case create, replace, remove, halt, drift, restart, rollback

    var testDescription: String { rawValue }

    /// Brings the engine into the situation, and returns the state to reconcile.
    func prepare(_ world: FleetWorld) async throws -> DesiredState {
        let time = try Sample.server("time") { $0.removal.outcome = self == .halt ? .stop : .remove }
        let first = try Sample.desired([time, try Sample.server("git")])
        if self != .create {
            let report = try await world.reconciler().reconcile(first)
            try #require(report.exitCode == 0)
        }
        switch self {
        case .create:
            return first
        case .replace:
            return try Sample.desired([try Sample.server("time", image: "example/time:2.0"), try Sample.server("git")])
        case .remove, .halt:
            return try Sample.desired([try Sample.server("git")])
        case .drift:
            try await world.drift(try #require(world.owned.first).name)
            return first
        case .restart:
            await world.engine.model.crash(try #require(world.owned.first).name)
            return first
        case .rollback:
            world.rollout.refuse("time")
            return try Sample.desired([try Sample.server("time", image: "example/time:2.0"), try Sample.server("git")])
        }
    }

    /// What the engine must have in the end: for a candidate that never passes its gate, what it had before.
    func expected(_ desired: DesiredState) throws -> DesiredState {
        guard self == .rollback else { return desired }
        return try Sample.desired([try Sample.server("time"), try Sample.server("git")])
    }

    var exitCode: Int32 { self == .rollback ? 8 : 0 }
}

/// Collects events of concurrent operations.
final class EventLog: Sendable {
    private let collected = Mutex<[ApplyEvent]>([])

    var events: [ApplyEvent] { collected.withLock { $0 } }

    @Sendable func add(_ event: ApplyEvent) {
        collected.withLock { $0.append(event) }
    }
}
