import Applier
import ArgumentParser
import ContainerEngine
import GatewayRuntime
import GitRemotes
import Planner
import Spec

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what 'apply' would change; changes nothing.",
        discussion: """
            Compares the manifests with the engine: servers to create, replace, start and remove, with reasons and old \
            and new values, and what becomes of the tools that clients see. With --against it compares them with those \
            of another commit and needs no engine.

            Examples:
              mcp-reconcile plan
              mcp-reconcile plan --repo . --ref main --detailed-exitcode
              mcp-reconcile plan --profile ./profiles/dev.yaml --format json
              mcp-reconcile plan --against origin/main --format markdown --json-into plan.json
              mcp-reconcile plan --out plan.json && mcp-reconcile apply plan.json
              mcp-reconcile plan --target 'dev/*' --exclude clock
            """
    )

    @OptionGroup var source: SourceOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var scope: ScopeOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var output: PlanOutputOptions
    @OptionGroup var log: LogOptions

    @Option(help: ArgumentHelp("Compare with the manifests of this commit; asks no engine.", valueName: "rev"))
    var against: String?

    @Flag(help: "Show only what somebody changed on the engine since it was applied.")
    var driftOnly = false

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when there are changes.")
    var hasDetailedExitCode = false

    func validate() throws {
        if against != nil, driftOnly {
            throw ValidationError("--drift-only looks at an engine, and --against at none: give one of them.")
        }
        if against != nil, output.out != nil {
            throw ValidationError("--against compares manifests: there is nothing in it that 'apply' could carry out.")
        }
    }

    func run() async throws {
        log.bootstrap()
        let plan = if let against { try await comparison(with: against) } else { try await livePlan() }
        try output.write(plan)
        if let refusal = PlanRefusal(plan) { throw refusal }
        if hasDetailedExitCode, plan.hasChanges { throw ExitStatus.changesPresent.code }
    }

    private func livePlan() async throws -> Plan {
        let manifests = try checked(await source.manifests())
        return try await engine.plan(manifests, scope: wantedScope)
    }

    /// Reads both commits at once: that takes the most of its time.
    private func comparison(with revision: String) async throws -> Plan {
        let source = source
        try await source.fetch(also: revision)
        async let reading = EarlierManifests(at: revision, of: source)
        let manifests = try checked(await source.fetchedManifests())
        let base = try await reading
        let before = base.desired(comparedWith: manifests.desired)
        var plan = Plan(comparing: before, with: manifests.desired, scope: wantedScope)
        plan.source = manifests.source
        plan.target = .revision(base.revision)
        if let gate = manifests.gate, let revision = plan.revision {
            plan.signer = try await gate.verify(revision, after: [base.revision])?.description
        }
        return plan
    }

    private func checked(_ manifests: Manifests) throws -> Manifests {
        try scope.check(against: manifests.desired)
        try lock.check(manifests.desired)
        return manifests
    }

    private var wantedScope: PlanScope {
        var scope = scope.scope
        scope.isDriftOnly = driftOnly
        return scope
    }
}

extension EngineOptions {
    /// What would be done on the engine, by reading alone.
    fileprivate func plan(_ manifests: Manifests, scope: PlanScope) async throws -> Plan {
        try await withClient { client in
            let gate = HandshakeGate(engine: client, version: ProgramVersion.current.text)
            var plan = try await Reconciler(engine: client, rollout: gate, lock: nil)
                .plan(manifests.desired, scope: scope)
            plan.source = manifests.source
            plan.target = try await target(of: client)
            try await manifests.gate?.judge(&plan)
            return plan
        }
    }

    /// The engine that is meant, by its address and its own name.
    func target(of client: EngineClient) async throws -> PlanTarget {
        .engine(address: "\(try endpoint())", id: try await client.info().id)
    }
}
