/// What becomes of a container that somebody changed, stopped or doubled on the engine.
package enum DriftPolicy: String, Hashable, Sendable, CaseIterable {
    /// It is brought back to what the manifests ask.
    case heal
    /// It stays as it is, and plans and logs say so, until the manifests ask for something else.
    case report
}
