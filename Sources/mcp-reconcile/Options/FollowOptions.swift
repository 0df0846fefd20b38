import ArgumentParser
import Watcher

/// How changes are noticed by what follows a repository.
struct FollowOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How often to look although nothing was noticed, give or take a tenth. The default is 60s.",
            valueName: "time"
        )
    )
    var interval: WaitTime?

    @Option(
        help: ArgumentHelp(
            "How often to fetch a --repo on another machine, give or take a tenth. The default is 30s.",
            valueName: "time"
        )
    )
    var pollGit: WaitTime?

    @Option(
        help: ArgumentHelp(
            "Follow also to commits that do not build on what was applied before: 'rewind'.",
            valueName: "consent"
        )
    )
    var allow: [FollowConsent] = []

    private static let shortest: Duration = .seconds(1)
    private static let standardInterval: Duration = .seconds(60)
    private static let standardPoll: Duration = .seconds(30)

    var resync: Duration { interval?.duration ?? Self.standardInterval }
    var poll: Duration { pollGit?.duration ?? Self.standardPoll }

    func validate() throws {
        for (name, time) in [("--interval", interval), ("--poll-git", pollGit)] {
            guard let time, time.duration < Self.shortest else { continue }
            throw ValidationError("\(name) is at least 1s.")
        }
    }

    var allowsRewind: Bool { allow.contains(.rewind) }

    func check(_ source: SourceOptions) throws {
        if pollGit != nil, source.remote == nil {
            throw ValidationError("--poll-git has a meaning only for a --repo on another machine.")
        }
    }
}

/// What somebody who follows can agree to beforehand.
enum FollowConsent: String, CaseIterable, ExpressibleByArgument {
    case rewind
}
