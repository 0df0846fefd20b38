import Applier
import ArgumentParser
import Spec
import SystemPackage

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "End what 'suspend' began: 'watch' and 'gateway run' follow the manifests again.",
        discussion: """
            What has changed meanwhile is applied at once, and what had failed before is tried again, also what was \
            quarantined because its candidate failed again and again.

            Example:
              mcp-reconcile resume
            """
    )

    @OptionGroup var owner: OwnerOptions
    @OptionGroup var log: LogOptions

    func run() async throws {
        log.bootstrap()
        let file = SuspensionFile.ofThisUser(try await owner.ownerID())
        let wasSuspended = file.current(at: UTCTime.seconds) != nil
        let quarantined = file.quarantines.current.map(\.address)
        do {
            try file.quarantines.remove(quarantined)
            try file.remove()
        } catch let error as Errno {
            throw CommandFailure(status: .failed, message: "cannot remove \(file.path): \(error)")
        }
        for address in quarantined { Console.output.line("\(address) is no longer quarantined") }
        Console.output.line(wasSuspended ? "resumed" : "was not suspended")
    }
}
