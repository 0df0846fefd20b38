import Spec

extension LockedServer {
    /// Decides whether an image may run for the locked server.
    ///
    /// - Parameters:
    ///   - reference: What the manifest names, or what that was pinned to.
    ///   - observed: What the engine has of it; nil if it has nothing.
    /// - Returns: Why it must not; nil if it may, or nothing is known of it yet.
    func distrust(of reference: ImageReference, _ observed: ObservedImage?) -> Reason? {
        guard let locked = image(reference) else { return .lockOfAnotherImage(reference) }
        guard let observed, !observed.isAssumed else { return nil }
        return locked.isContent(of: observed.id.text, digests: observed.digests) ? nil : .imageNotAsLocked(reference)
    }
}
