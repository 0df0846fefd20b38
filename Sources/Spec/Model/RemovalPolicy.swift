/// What becomes of a server's container once no manifest names the server any more.
///
/// By then no manifest says so either: it is a part of what the container is, and its labels remember it.
package struct RemovalPolicy: Hashable, Sendable {
    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        /// It is drained, stopped and removed.
        case remove
        /// It is drained and stopped, and stays.
        case stop
        /// It runs on, and nobody serves it.
        case orphan
    }

    /// True if it is touched only when somebody agrees to that by its name.
    package var isProtected: Bool
    package var outcome: Outcome

    package static let standard = RemovalPolicy()

    package init(isProtected: Bool = false, outcome: Outcome = .remove) {
        self.isProtected = isProtected
        self.outcome = outcome
    }
}
