import ArgumentParser
import FoundationEssentials
import Planner
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
            "Agree beforehand, for as long as it runs, to: rewind, prune=N, unprotect=PROFILE/SERVER.",
            discussion: """
                'rewind' follows also to commits that do not build on what was applied before; 'prune=N' removes up to \
                N servers at once, and not only three or 30 %; 'unprotect=PROFILE/SERVER' lets a protected server end.
                """,
            valueName: "consents"
        )
    )
    var allow: [AllowedConsents] = []

    @Option(
        help: ArgumentHelp(
            "Listen for webhooks of GitHub, GitLab, Gitea or Forgejo; each only makes it look at once.",
            discussion: "MCP_RECONCILE_WEBHOOK_SECRET is the secret that they must know.",
            valueName: "host:port/path"
        )
    )
    var webhook: WebhookAddress?

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
        if allow.contains(where: \.allowsWidening) {
            throw ValidationError("A commit that is followed may widen tools as its lock says: leave out widen-tools.")
        }
    }

    var allowsRewind: Bool { allow.contains(where: \.allowsRewind) }

    /// What may be removed without anybody being asked.
    var standingConsent: StandingConsent { StandingConsent(allow) }

    /// The secret that webhooks must know.
    ///
    /// - Throws: ``CommandFailure`` if none is set, or one that can be guessed.
    func webhookSecret() throws -> WebhookSecret {
        guard let text = ProcessInfo.processInfo.environment[Self.secretVariable], let secret = WebhookSecret(text)
        else {
            throw CommandFailure(
                status: .invalidInput,
                message: "--webhook needs \(Self.secretVariable), of \(WebhookSecret.shortest) bytes at least: "
                    + "the secret that the git server is given, too"
            )
        }
        return secret
    }

    private static let secretVariable = "MCP_RECONCILE_WEBHOOK_SECRET"

    func check(_ source: SourceOptions) throws {
        if pollGit != nil, source.remote == nil {
            throw ValidationError("--poll-git has a meaning only for a --repo on another machine.")
        }
    }
}

extension WebhookAddress: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}
