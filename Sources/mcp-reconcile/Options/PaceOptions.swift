import Applier
import ArgumentParser

/// How wide an apply works, and how long.
struct PaceOptions: ParsableArguments {
    private static let widest = 64

    @Option(help: ArgumentHelp("How many operations are in flight at once, 1 to 64.", valueName: "number"))
    var parallel = ExecutionLimits.standard.width

    @Option(
        help: ArgumentHelp(
            "How long the whole may take, such as 90s or 10m; 30m unless said. What is in flight then is given up.",
            discussion: "What was not begun is left for the next run, and the exit code is 7."
        )
    )
    var deadline: WaitTime?

    func validate() throws {
        guard (1...Self.widest).contains(parallel) else {
            throw ValidationError("--parallel is between 1 and \(Self.widest).")
        }
    }

    var limits: ExecutionLimits {
        var limits = ExecutionLimits.standard
        limits.width = parallel
        if let deadline { limits.overall = deadline.duration }
        return limits
    }
}
