import Planner
import Spec
import Testing

/// A plan that has something of everything: what the golden renderings show.
enum ShownPlan {
    static func make() throws -> Plan {
        let before = try Fixtures.desired([kept(), clock("--utc"), Fixtures.server("legacy"), Fixtures.server("moved")])
        var state = try Fixtures.world().converged(to: before)
        try change(&state)
        var after = try Fixtures.desired(servers())
        after.revision = Revision(reference: "main", commit: String(repeating: "9", count: 40))
        return Plan(from: state, to: after)
    }

    /// Plans in which every kind of finding occurs: a live one, one of manifests, a part, and drift alone.
    static func variants() throws -> [Plan] {
        var live = try make()
        live.source = PlanSource(kind: .git, place: ".", directory: "tools", content: String(repeating: "c", count: 64))
        live.target = .engine(address: "unix:///var/run/docker.sock", id: "ENGINE:ID")
        return [try make(), live, live.onlyDrift, try comparison(), try part()]
    }

    /// Manifests against manifests.
    static func comparison() throws -> Plan {
        let before = try Fixtures.desired([kept(), clock("--utc"), Fixtures.server("legacy")])
        var after = try Fixtures.desired([routed(), changedClock(), fresh()])
        after.profiles[0].gateway.naming = .prefixed
        after.profiles[0].gateway.limits.callsPerMinute = 60
        after.profiles[0].remotes = [try remote()]
        after.revision = Revision(reference: "feature", commit: String(repeating: "8", count: 40))
        var plan = Plan(comparing: before, with: after)
        plan.source = PlanSource(kind: .git, place: ".", content: String(repeating: "c", count: 64))
        plan.target = .revision(Revision(reference: "main", commit: String(repeating: "9", count: 40)))
        return plan
    }

    private static func part() throws -> Plan {
        let scope = PlanScope(targets: ["dev/*"], excludes: ["clock"])
        return Plan(from: try Fixtures.world(), to: try Fixtures.desired([clock("--utc"), fresh()]), scope: scope)
    }

    /// The server that the other plans keep, shown otherwise.
    private static func routed() throws -> ServerSpec {
        var server = try kept()
        server.tools.deny = ["offset"]
        server.documentedTools[0].description = "The time now"
        server.documentedTools[0].inputSchema = .members([
            "type": .text("object"), "properties": .members(["zone": .members(["type": .text("string")])]),
        ])
        return server
    }

    private static func remote() throws -> RemoteServer {
        RemoteServer(
            serving: ServingPolicy(name: try #require(ServerName("far"))),
            declaredAt: SourceLocation(file: "profiles/dev.yaml", line: 50, column: 5),
            transport: .streamable,
            url: "https://mcp.example/v1",
            headers: [EnvironmentVariable(name: "Authorization", value: "Bearer canary")]
        )
    }

    private static func servers() throws -> [ServerSpec] {
        let absent = try Fixtures.image("example/absent:2")
        return [
            try kept(), try changedClock(), try fresh(),
            try Fixtures.server("absent", line: 40) { $0.image = absent },
            try Fixtures.server("moved"),
            try Fixtures.server("taken", line: 20),
        ]
    }

    /// Somebody gave one server more memory, and another's wanted name to a container of his own.
    private static func change(_ state: inout ObservedState) throws {
        for index in state.containers.indices where state.containers[index].name.contains("-moved-") {
            state.containers[index].definition.resources.memory = try #require(ByteCount("8Gi"))
        }
        let taken = Plan(from: try Fixtures.world(), to: try Fixtures.desired([Fixtures.server("taken")]))
        guard case .create(let order)? = taken.operations.first?.kind else { return }
        state.containers.append(
            ObservedContainer(
                id: ObservedContainer.ID("f"),
                name: order.identity.containerName,
                labels: [:],
                state: .running,
                definition: order.definition
            )
        )
    }

    private static func kept() throws -> ServerSpec {
        try Fixtures.server("kept") { server in
            server.documentedTools = ["now", "zones\u{202E}", "offset"].map { DocumentedTool(name: $0) }
        }
    }

    private static func clock(_ argument: String) throws -> ServerSpec {
        try Fixtures.server("clock", line: 12) { $0.command = [argument] }
    }

    private static func changedClock() throws -> ServerSpec {
        var server = try clock("--local\u{1B}[31m")
        server.environment = [
            EnvironmentVariable(name: "API_TOKEN", value: "canary"), EnvironmentVariable(name: "TZ", value: "UTC"),
        ]
        server.documentedTools = [DocumentedTool(name: "now"), DocumentedTool(name: "set_alarm")]
        let place = SourceLocation(file: "profiles/dev.yaml", line: 14, column: 9)
        server.attributeLocations[AttributePath("env.TZ")] = place
        return server
    }

    private static func fresh() throws -> ServerSpec {
        try Fixtures.server("fresh", line: 30) { server in
            server.network = .bridge
            server.mounts = [Mount(source: .bind("/srv/data"), target: "/data", isReadOnly: false)]
            server.documentedTools = [DocumentedTool(name: "read")]
            let place = SourceLocation(file: "profiles/dev.yaml", line: 33, column: 16)
            server.attributeLocations[AttributePath("network")] = place
        }
    }
}
