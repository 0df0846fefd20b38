import Planner
import Spec
import Testing

/// Random manifests and engines over a small vocabulary, so that names, specs and states meet often.
struct RandomState {
    private var random: SplitMix64
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

    /// Containers of earlier manifests in every state, drifted ones, and some of strangers.
    mutating func observed(images: [ImageReference: ObservedImage]) throws -> ObservedState {
        var state = ObservedState(images: images)
        for _ in 0..<Int.random(in: 0...6, using: &random) { state.containers.append(try container(images)) }
        var seen: Set<String> = []
        state.containers = state.containers.filter { seen.insert($0.name).inserted }.shuffled(using: &random)
        return state
    }

    private mutating func server(_ name: String) throws -> ServerSpec {
        try Fixtures.server(name) { server in
            server.image = try Fixtures.image("example/time:\(Int.random(in: 1...2, using: &random))")
            if Bool.random(using: &random) { server.environment = [EnvironmentVariable(name: "TZ", value: "UTC")] }
            if Bool.random(using: &random) { server.resources.pids = 64 }
            if Bool.random(using: &random) { server.network = .bridge }
        }
    }

    private mutating func container(_ images: [ImageReference: ObservedImage]) throws -> ObservedContainer {
        let names = ["alpha", "beta", "gamma", "delta", "legacy"]
        let server = try server(names.randomElement(using: &random) ?? "alpha")
        let profile = try Fixtures.profile(Bool.random(using: &random) ? "dev" : "ops")
        var definition = ContainerDefinition(server: server, image: images[server.image])
        let hash = try #require(SpecHash(profile: profile, definition: definition))
        let identity = ContainerIdentity(
            owner: Int.random(in: 0..<5, using: &random) == 0 ? stranger : owner,
            address: ServerAddress(profile: profile, server: server.name),
            specHash: hash,
            generation: Int.random(in: 0...1, using: &random)
        )
        let labels = ContainerLabels.make(for: identity, definition: definition, revision: nil)
        if Int.random(in: 0..<4, using: &random) == 0 { definition.resources.pids += 1 }
        return ObservedContainer(
            id: ObservedContainer.ID(String(random.next(), radix: 16)),
            name: Int.random(in: 0..<6, using: &random) == 0 ? "renamed-\(random.next())" : identity.containerName,
            labels: labels,
            state: ObservedContainer.RunState.allCases.randomElement(using: &random) ?? .running,
            definition: definition
        )
    }
}
