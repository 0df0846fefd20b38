import Planner
import Spec
import Testing

/// Random manifests and engines over a small vocabulary, so that names, specs and states meet often.
struct RandomState {
    var random: SplitMix64
    private let owner: OwnerID
    private let stranger: OwnerID

    init(seed: UInt64) throws {
        random = SplitMix64(seed: seed)
        owner = try Fixtures.owner()
        stranger = try Fixtures.stranger()
    }

    mutating func desired(isComplete: Bool? = nil) throws -> DesiredState {
        let names = ["alpha", "beta", "gamma", "delta"].filter { _ in Bool.random(using: &random) }
        let servers = try names.map { try server($0) }
        return try Fixtures.desired(servers, isComplete: isComplete ?? Bool.random(using: &random))
    }

    mutating func images() throws -> [ImageReference: ObservedImage] {
        var images: [ImageReference: ObservedImage] = [:]
        for (index, tag) in ["1", "2"].enumerated() {
            let command = Bool.random(using: &random) ? ["serve"] : []
            images[try Fixtures.image("example/time:\(tag)")] = ObservedImage(
                id: Fixtures.imageID(Character(String(index))),
                command: command
            )
        }
        return images
    }

    /// Containers of earlier manifests in every state, drifted ones, some of strangers, and some that only look ours;
    /// sometimes an image is missing that they were made from.
    mutating func observed() throws -> ObservedState {
        let images = try images()
        var state = ObservedState(images: images)
        for _ in 0..<Int.random(in: 0...8, using: &random) { state.containers.append(try container(images)) }
        var seen: Set<String> = []
        state.containers = state.containers.filter { seen.insert($0.name).inserted }.shuffled(using: &random)
        if chance(of: 6) { state.images[try Fixtures.image("example/time:2")] = nil }
        return state
    }

    private mutating func server(_ name: String) throws -> ServerSpec {
        try Fixtures.server(name) { server in
            server.image = try Fixtures.image("example/time:\(Int.random(in: 1...2, using: &random))")
            if Bool.random(using: &random) { server.environment = [EnvironmentVariable(name: "TZ", value: "UTC")] }
            if chance(of: 3) { server.resources.pids = 64 }
            if chance(of: 3) { server.network = .bridge }
            if chance(of: 3) { server.removal = try removal() }
        }
    }

    private mutating func removal() throws -> RemovalPolicy {
        let outcome = try #require(RemovalPolicy.Outcome.allCases.randomElement(using: &random))
        return RemovalPolicy(isProtected: chance(of: 2), outcome: outcome)
    }

    private mutating func container(_ images: [ImageReference: ObservedImage]) throws -> ObservedContainer {
        let names = ["alpha", "beta", "gamma", "delta", "legacy"]
        let server = try server(names.randomElement(using: &random) ?? "alpha")
        let profile = try Fixtures.profile(chance(of: 4) ? "ops" : "dev")
        var definition = ContainerDefinition(server: server, image: images[server.image])
        let identity = ContainerIdentity(
            owner: chance(of: 5) ? stranger : owner,
            address: ServerAddress(profile: profile, server: server.name),
            specHash: try #require(SpecHash(profile: profile, definition: definition)),
            generation: Int.random(in: 0...1, using: &random)
        )
        let labels = ContainerLabels.make(for: identity, definition: definition, revision: nil)
        if chance(of: 4) { definition.resources.pids += 1 }
        return ObservedContainer(
            id: ObservedContainer.ID(String(random.next(), radix: 16)),
            name: name(of: identity),
            labels: chance(of: 6) ? [:] : labels,
            state: ObservedContainer.RunState.allCases.randomElement(using: &random) ?? .running,
            definition: definition
        )
    }

    private mutating func name(of identity: ContainerIdentity) -> String {
        if chance(of: 6) { return "renamed-\(random.next())" }
        return chance(of: 4) ? identity.candidateName : identity.containerName
    }

    private mutating func chance(of sides: Int) -> Bool { Int.random(in: 0..<sides, using: &random) == 0 }
}
