import Applier
import ArgumentParser
import Spec
import SystemPackage

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Go back to what was applied before.",
        discussion: """
            Plans the manifests of an earlier run, or of another commit, and carries the plan out as 'apply' would: it \
            is shown, and asked about unless --yes is given. Without an argument it goes back to the last other state \
            that was reached as a whole, so that a second time undoes the first. 'history' lists the runs.

            'watch' and 'gateway run' would undo it at once, so they are suspended until 'mcp-reconcile resume'; \
            --no-suspend lets them go on. Going back is what --allow rewind agrees to, so that needs no saying here.

            Examples:
              mcp-reconcile rollback
              mcp-reconcile rollback 3f9a --yes
              mcp-reconcile rollback v1.4.0 --repo /srv/team-tools --yes --allow prune=4
            """
    )

    @Argument(
        help: "A run's id, or its first characters; or a branch, tag or commit of --repo.",
        completion: .custom { _, _, _ in HistoryCompletion.ids }
    )
    var target: String?

    @OptionGroup var owner: OwnerOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var output: ApplyOutputOptions
    @OptionGroup var log: LogOptions
    @OptionGroup var consent: ConsentOptions
    @OptionGroup var pace: PaceOptions

    @Flag(inversion: .prefixedNo, help: "Suspend 'watch' and 'gateway run', which would undo it.")
    var suspend = true

    func run() async throws {
        log.bootstrap()
        let ownerID = try await owner.ownerID()
        let goal = try RollbackGoal(target, of: ownerID, owner.source)
        let manifests = try await goal.manifests(owner.source)
        guard manifests.desired.owner == ownerID else {
            throw CommandFailure(
                status: .invalidInput,
                message: "the manifests of \(goal.name) belong to \(manifests.desired.owner), and these to \(ownerID)"
            )
        }
        try lock.check(manifests.desired)
        var application = Application(
            engine: engine,
            output: output,
            consent: consent,
            pace: pace,
            purpose: .rollback(to: goal.name),
            opening: "going back to \(goal.explanation)"
        )
        if suspend {
            application.beforeChanges = { say in
                try SuspensionFile.ofThisUser(ownerID).suspend(after: goal.name, say)
            }
        }
        try await application.carryOut(manifests, scope: goal.scope)
    }
}

extension SuspensionFile {
    /// Suspends until somebody resumes, and says so.
    ///
    /// - Throws: ``CommandFailure``.
    fileprivate func suspend(after goal: String, _ say: (String) -> Void) throws {
        let now = UTCTime.seconds
        // One that only 'resume' ends holds already, and says why.
        if let current = current(at: now), current.until == nil {
            say("'watch' and 'gateway run' are suspended already, \(current.explanation)")
            return
        }
        do {
            try makeDirectory()
            try write(Suspension(since: now, reason: "rolled back to \(goal)"))
        } catch let error as Errno {
            throw CommandFailure(
                status: .failed,
                message: "cannot suspend what would undo it, and nothing was changed: \(path): \(error); "
                    + "--no-suspend does without"
            )
        }
        say("'watch' and 'gateway run' are suspended until 'mcp-reconcile resume': they would undo it")
    }
}
