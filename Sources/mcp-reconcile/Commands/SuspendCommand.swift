import Applier
import ArgumentParser
import Spec
import SystemPackage

struct SuspendCommand: AsyncParsableCommand {
    /// In bytes; whoever has more to say has a place for it that others can read.
    private static let longestReason = 1000

    static let configuration = CommandConfiguration(
        commandName: "suspend",
        abstract: "Keep 'watch' and 'gateway run' from following the manifests for a while.",
        discussion: """
            Running ones obey within a second, also across their restart: they neither apply nor mend, and go on \
            serving. What is being applied at that moment is finished. 'apply' by hand still works. 'status' shows \
            the suspension; 'resume' ends it. It holds for this user on this host, and needs no valid manifests, only the \
            owner in reconcile.yaml or --owner.

            Examples:
              mcp-reconcile suspend --until 2h --reason "database migration"
              mcp-reconcile suspend --until 2026-11-24T18:00:00Z
              mcp-reconcile resume
            """
    )

    @OptionGroup var owner: OwnerOptions
    @OptionGroup var log: LogOptions

    @Option(help: ArgumentHelp("When it ends by itself: 30m, 12h, 7d or a UTC time.", valueName: "time"))
    var until: String?

    @Option(help: ArgumentHelp("Why; shown by 'status'.", valueName: "text"))
    var reason: String?

    func validate() throws {
        if let until, SuspensionEnd(until, now: UTCTime.seconds) == nil {
            throw ValidationError(
                "--until '\(UntrustedText.escaping(until))' is no time to come: write 30m, 12h, 7d or \(UTCTime.now.text)."
            )
        }
        if let reason, reason.utf8.count > Self.longestReason {
            throw ValidationError("--reason is longer than \(Self.longestReason) bytes.")
        }
    }

    func run() async throws {
        log.bootstrap()
        let file = SuspensionFile.ofThisUser(try await owner.ownerID())
        let now = UTCTime.seconds
        let end = until.flatMap { SuspensionEnd($0, now: now) }
        let suspension = Suspension(since: now, until: end?.moment, reason: reason)
        do {
            try file.makeDirectory()
            try file.write(suspension)
        } catch let error as Errno {
            throw CommandFailure(status: .failed, message: "cannot write \(file.path): \(error)")
        }
        Console.output.line("suspended \(suspension.explanation)")
    }
}
