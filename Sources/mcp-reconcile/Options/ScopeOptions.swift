import ArgumentParser
import Planner
import Spec

/// Which servers a plan is about.
struct ScopeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only these servers; may be repeated.",
            discussion: "A glob over profile/server, or over the server's name if it has no slash. Removes nothing.",
            valueName: "glob"
        )
    )
    var target: [String] = []

    @Option(help: ArgumentHelp("Not these servers; may be repeated. Removes nothing.", valueName: "glob"))
    var exclude: [String] = []

    var scope: PlanScope { PlanScope(targets: target, excludes: exclude) }

    /// Somebody who misspelt a server's name must not read that nothing is to be done.
    ///
    /// - Throws: ``CommandFailure`` if a target names no server of the manifests.
    func check(against desired: DesiredState) throws {
        let known = desired.addresses
        for pattern in target where !known.contains(where: { PlanScope(targets: [pattern]).contains($0) }) {
            throw CommandFailure(
                status: .invalidInput,
                message: "--target '\(UntrustedText.escaping(pattern))' names no server of these manifests"
            )
        }
    }
}

extension DesiredState {
    /// Every server, remote ones included.
    fileprivate var addresses: [ServerAddress] {
        profiles.flatMap { profile in
            (profile.servers.map(\.name) + profile.remotes.map(\.name)).map { name in
                ServerAddress(profile: profile.name, server: name)
            }
        }
    }
}
