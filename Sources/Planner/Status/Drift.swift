/// Whether a server has drifted in one way, and how.
package struct Drift: Hashable, Sendable {
    /// The five ways in which what is there comes to differ from what is wanted; each has another cause and another cure.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The manifests ask for something else than what was applied.
        case source
        /// Somebody changed or stopped the container since it was applied.
        case config
        /// The image's name stands for another content than the one that runs.
        case image
        /// The server lists something else than what was locked.
        case tools
        /// The gateway serves something else than what the manifests say.
        case route
    }

    package var kind: Kind
    package var verdict: Verdict
    /// One word for programs, such as `NewerCommit`.
    package var reason: String
    /// One line for people, escaped; empty where the reason says it all.
    package var message: String

    init(_ kind: Kind, _ verdict: Verdict, _ reason: String, _ message: String = "") {
        (self.kind, self.verdict, self.reason, self.message) = (kind, verdict, reason, message)
    }
}
