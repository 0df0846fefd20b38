import Planner
import Spec
import Testing

/// What must hold of every plan, whatever the manifests and the engine.
@Suite struct PlanPropertyTests {
    @Test(arguments: UInt64(1)...200)
    func applyingAPlanReachesTheDesiredState(seed: UInt64) throws {
        var random = try RandomState(seed: seed)
        let (observed, desired) = (try random.observed(), try random.desired())
        let plan = Plan(from: observed, to: desired)
        let after = plan.needsPull ? observed.converged(to: desired) : observed.applying(plan.operations)
        let shortcomings = Shortcomings(of: after, since: observed, wanting: desired)
        #expect(shortcomings.list == [], "seed \(seed)")
        #expect(shortcomings.next.isNoOp, "seed \(seed)")
    }

    /// The property above is no comfort if it also holds for a planner that does nothing.
    @Test func doingNothingDoesNotReachTheDesiredState() throws {
        var failures = 0
        for seed in UInt64(1)...200 {
            var random = try RandomState(seed: seed)
            let (observed, desired) = (try random.observed(), try random.desired())
            guard !Plan(from: observed, to: desired).isNoOp else { continue }
            let shortcomings = Shortcomings(of: observed, since: observed, wanting: desired).list
            #expect(!shortcomings.isEmpty, "seed \(seed)")
            failures += 1
        }
        #expect(failures > 150)
    }

    @Test(arguments: UInt64(1)...200)
    func aRunThatWasKilledAnywhereIsFinishedByTheNext(seed: UInt64) throws {
        var random = try RandomState(seed: seed)
        let (observed, desired) = (try random.observed(), try random.desired())
        let plan = Plan(from: observed, to: desired)
        let order = plan.operations.inRandomOrder(using: &random.random)
        for count in 0...order.count {
            let interrupted = observed.applying(order.prefix(count))
            let after = interrupted.converged(to: desired)
            let shortcomings = Shortcomings(of: after, since: observed, wanting: desired)
            #expect(shortcomings.list == [], "seed \(seed), killed after \(order.prefix(count))")
            #expect(shortcomings.next.isNoOp, "seed \(seed), killed after \(order.prefix(count))")
        }
    }

    /// While a server is replaced, the container that serves it is the last to go.
    @Test(arguments: UInt64(1)...200)
    func aServerThatRunsNeverStopsRunning(seed: UInt64) throws {
        var random = try RandomState(seed: seed)
        let (observed, desired) = (try random.observed(), try random.desired(isComplete: true))
        let dev = try Fixtures.profile()
        let wanted = Set(desired.profiles[0].servers.map { ServerAddress(profile: dev, server: $0.name) })
        func running(_ state: ObservedState) -> Set<ServerAddress> {
            Set(state.owned(by: desired.owner).filter { $0.value.contains { $0.state == .running } }.keys)
        }
        let before = running(observed).intersection(wanted)
        var state = observed
        for operation in Plan(from: observed, to: desired).operations.inRandomOrder(using: &random.random) {
            state = state.applying(operation)
            #expect(running(state).isSuperset(of: before), "seed \(seed), after \(operation)")
        }
    }

    @Test(arguments: UInt64(1)...200)
    func theOrderOfWhatWasObservedDoesNotMatter(seed: UInt64) throws {
        var random = try RandomState(seed: seed)
        let (observed, desired) = (try random.observed(), try random.desired())
        let expected = Plan(from: observed, to: desired).json
        for _ in 0..<3 {
            var shuffled = observed
            shuffled.containers.shuffle(using: &random.random)
            let servers = desired.profiles[0].servers.shuffled(using: &random.random)
            let reordered = try Fixtures.desired(servers, isComplete: desired.isComplete)
            #expect(Plan(from: shuffled, to: reordered).json == expected, "seed \(seed)")
        }
    }

    @Test(arguments: UInt64(1)...200)
    func goingThereAndBackEndsWhereItBegan(seed: UInt64) throws {
        var random = try RandomState(seed: seed)
        let (first, second) = (try random.desired(isComplete: true), try random.desired(isComplete: true))
        let before = ObservedState(images: try random.images()).converged(to: first)
        let after = before.converged(to: second).converged(to: first)
        let named = Set(
            try first.profiles[0].servers.map { ServerAddress(profile: try Fixtures.profile(), server: $0.name) }
        )
        let found = after.owned(by: first.owner).filter { named.contains($0.key) }
        #expect(found == before.owned(by: first.owner), "seed \(seed)")
    }

    @Test(arguments: UInt64(1)...200)
    func operationsAreNumberedAndWaitForEarlierOnesOfTheirServer(seed: UInt64) throws {
        var random = try RandomState(seed: seed)
        let operations = Plan(from: try random.observed(), to: try random.desired()).operations
        #expect(operations.map(\.id) == operations.indices.map { $0 + 1 })
        for operation in operations {
            for dependency in operation.dependencies {
                #expect(dependency >= 1 && dependency < operation.id, "seed \(seed)")
                #expect(operations[dependency - 1].address == operation.address, "seed \(seed)")
            }
        }
    }

    @Test(arguments: UInt64(1)...200)
    func destroyingRemovesEverythingOwnedAndNothingElse(seed: UInt64) throws {
        var random = try RandomState(seed: seed)
        let observed = try random.observed()
        let nothing = DesiredState(owner: try Fixtures.owner(), revision: nil, profiles: [], isComplete: true)
        var scope = PlanScope.everything
        scope.isDestruction = true
        let after = observed.applying(Plan(from: observed, to: nothing, scope: scope).operations)
        #expect(after.owned(by: nothing.owner).isEmpty, "seed \(seed)")
        #expect(after.foreign(to: nothing.owner) == observed.foreign(to: nothing.owner), "seed \(seed)")
        #expect(Plan(from: after, to: nothing).changes.isEmpty, "seed \(seed)")
    }

    @Test func theSameTwoHundredServersGiveTheSameBytes() throws {
        var random = SplitMix64(seed: 1)
        let servers = try (0..<200).map { try Fixtures.server("server-\($0)", line: $0 + 1) }
        let half = try Fixtures.desired(servers.filter { $0.declaredAt.line.isMultiple(of: 2) })
        var observed = try Fixtures.world().converged(to: half)
        let expected = Plan(from: observed, to: try Fixtures.desired(servers)).json
        for round in 0..<50 {
            observed.containers.shuffle(using: &random)
            let desired = try Fixtures.desired(servers.shuffled(using: &random))
            #expect(Plan(from: observed, to: desired).json == expected, "round \(round)")
        }
    }
}

extension [Operation] {
    /// An order in which an executor might run them: each after those that it waits for.
    fileprivate func inRandomOrder(using random: inout SplitMix64) -> [Operation] {
        var (waiting, order, done): ([Operation], [Operation], Set<Int>) = (self, [], [])
        while let next = waiting.filter({ done.isSuperset(of: $0.dependencies) }).randomElement(using: &random) {
            waiting.removeAll { $0.id == next.id }
            order.append(next)
            done.insert(next.id)
        }
        return order
    }
}
