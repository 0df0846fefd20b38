import Applier
import ArgumentParser
import GatewayRuntime
import Planner
import Spec

struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Make the engine match the manifests.",
        discussion: """
            Shows the plan, asks unless --yes is given, and carries it out. A new container must complete its MCP \
            handshake before the old one is stopped; one that does not is removed, and the old one stays. Running it \
            again, also after an interruption, finishes what is left and changes nothing else.

            With a file that 'plan --out' wrote it carries out that plan and nothing else, and asks nobody. What is \
            done already is left out; if a server of the plan is no longer as it was, nothing is done (exit code 5).

            Examples:
              mcp-reconcile apply --yes
              mcp-reconcile apply --repo . --ref main --profile dev --yes --format json
              mcp-reconcile apply plan.json --expect sha256:7c1e…
              mcp-reconcile apply --yes --allow prune=4,widen-tools
            """
    )

    @Argument(help: "A plan that 'plan --out' wrote; without it the manifests are planned now.")
    var plan: String?

    @Option(help: ArgumentHelp("The digest that the plan's file must have.", valueName: "digest"))
    var expect: String?

    @OptionGroup var source: SourceOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var scope: ScopeOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var output: ApplyOutputOptions
    @OptionGroup var log: LogOptions
    @OptionGroup var consent: ConsentOptions
    @OptionGroup var pace: PaceOptions

    func validate() throws {
        if plan == nil, expect != nil {
            throw ValidationError("--expect is about a plan's file: name the file.")
        }
        if plan != nil, scope.scope.isPartial {
            throw ValidationError(
                "A plan's file says itself which servers it is about: leave out --target and --exclude."
            )
        }
        if plan != nil, source.environmentName != nil {
            throw ValidationError("A plan's file says itself which environment it is about: leave out --env.")
        }
        if plan != nil, source.profile != nil, source.profileFile == nil {
            throw ValidationError("A plan's file says itself which profile it is about: leave out --profile.")
        }
    }

    func run() async throws {
        log.bootstrap()
        let application = Application(engine: engine, output: output, consent: consent, pace: pace)
        if let plan {
            let saved = try SavedPlan.read(plan, expecting: expect)
            let manifests = try await saved.manifests(source)
            try lock.check(manifests.desired)
            try await application.carryOut(saved, manifests)
        } else {
            let manifests = try await source.manifests()
            try scope.check(against: manifests.desired)
            try lock.check(manifests.desired)
            try await application.carryOut(manifests, scope: scope.scope)
        }
    }
}
