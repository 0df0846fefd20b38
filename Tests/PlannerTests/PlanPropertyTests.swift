import Planner
import Spec
import Testing

/// What must hold of every plan, whatever the manifests and the engine.
@Suite struct PlanPropertyTests {
    @Test(arguments: UInt64(1)...200)
    func applyingAPlanReachesTheDesiredState(seed: UInt64) throws {
        var random = try RandomState(seed: seed)
        let images = try random.images()
        let (observed, desired) = (try random.observed(images: images), try random.desired())
        let plan = Plan(from: observed, to: desired)
        let after = observed.applying(plan.operations)
        #expect(after.foreign(to: desired.owner) == observed.foreign(to: desired.owner), "seed \(seed)")
        let serving = after.serving(desired.owner)
        for server in desired.profiles[0].servers {
            let address = ServerAddress(profile: desired.profiles[0].name, server: server.name)
            guard !plan.refusals.contains(where: { $0.address == address }) else { continue }
            let definition = ContainerDefinition(server: server, image: images[server.image])
            let hash = try #require(SpecHash(profile: address.profile, definition: definition))
            #expect(serving[address]?.map(\.specHash) == [hash], "seed \(seed), \(address)")
        }
        #expect(Plan(from: after, to: desired).isNoOp, "seed \(seed)")
    }

    @Test(arguments: UInt64(1)...200)
    func aRunThatWasKilledAnywhereIsFinishedByTheNext(seed: UInt64) throws {
        var random = try RandomState(seed: seed)
        let images = try random.images()
        let (observed, desired) = (try random.observed(images: images), try random.desired())
        let whole = Plan(from: observed, to: desired)
        let expected = observed.applying(whole.operations).serving(desired.owner).mapValues { Set($0.map(\.specHash)) }
        for count in 0...whole.operations.count {
            let interrupted = observed.applying(whole.operations.prefix(count))
            let next = Plan(from: interrupted, to: desired)
            let after = interrupted.applying(next.operations)
            #expect(Plan(from: after, to: desired).isNoOp, "seed \(seed), killed after \(count)")
            let serving = after.serving(desired.owner).mapValues { Set($0.map(\.specHash)) }
            #expect(serving == expected, "seed \(seed), killed after \(count)")
        }
    }

    @Test(arguments: UInt64(1)...100)
    func theOrderOfWhatWasObservedDoesNotMatter(seed: UInt64) throws {
        var random = try RandomState(seed: seed)
        let images = try random.images()
        let (observed, desired) = (try random.observed(images: images), try random.desired())
        let expected = Plan(from: observed, to: desired).json
        var shuffler = SplitMix64(seed: seed)
        for _ in 0..<5 {
            var shuffled = observed
            shuffled.containers.shuffle(using: &shuffler)
            #expect(Plan(from: shuffled, to: desired).json == expected, "seed \(seed)")
        }
    }

    @Test(arguments: UInt64(1)...100)
    func goingThereAndBackEndsWhereItBegan(seed: UInt64) throws {
        var random = try RandomState(seed: seed)
        let images = try random.images()
        let (first, second) = (try random.desired(isComplete: true), try random.desired(isComplete: true))
        var state = ObservedState(images: images)
        state = state.applying(Plan(from: state, to: first).operations)
        let before = state.serving(first.owner)
        state = state.applying(Plan(from: state, to: second).operations)
        state = state.applying(Plan(from: state, to: first).operations)
        #expect(state.serving(first.owner) == before, "seed \(seed)")
    }

    @Test(arguments: UInt64(1)...100)
    func operationsWaitForEarlierOnesOnly(seed: UInt64) throws {
        var random = try RandomState(seed: seed)
        let images = try random.images()
        let plan = Plan(from: try random.observed(images: images), to: try random.desired())
        #expect(plan.operations.map(\.id) == Array(1...max(1, plan.operations.count)).prefix(plan.operations.count).map(\.self))
        for operation in plan.operations { #expect(operation.dependencies.allSatisfy { $0 < operation.id }) }
    }

    @Test(arguments: UInt64(1)...100)
    func aPlanForOneProfileLeavesTheOthersAlone(seed: UInt64) throws {
        var random = try RandomState(seed: seed)
        let images = try random.images()
        let (observed, desired) = (try random.observed(images: images), try random.desired(isComplete: false))
        let addresses = Plan(from: observed, to: desired).operations.map(\.address.profile.text)
        #expect(addresses.allSatisfy { $0 == "dev" }, "seed \(seed)")
    }

    @Test func destroyingRemovesEverythingOwnedAndNothingElse() throws {
        for seed in UInt64(1)...100 {
            var random = try RandomState(seed: seed)
            let images = try random.images()
            let observed = try random.observed(images: images)
            let nothing = DesiredState(owner: try Fixtures.owner(), revision: nil, profiles: [], isComplete: true)
            let after = observed.applying(Plan(from: observed, to: nothing).operations)
            let owned = after.containers.filter { ContainerIdentity(of: $0)?.owner == nothing.owner }
            #expect(owned.allSatisfy { $0.state == .removing }, "seed \(seed)")
            #expect(after.foreign(to: nothing.owner) == observed.foreign(to: nothing.owner), "seed \(seed)")
        }
    }
}
