import Spec

extension LockedServer {
    /// Why an image must not run for the locked server; nil if it may, or nothing is known of it yet.
    ///
    /// - Parameters:
    ///   - reference: What the manifest names, or what that was pinned to.
    ///   - observed: What the engine has of it; nil if it has nothing.
    func distrust(of reference: ImageReference, _ observed: ObservedImage?) -> Reason? {
        guard let locked = image(reference) else { return .lockOfAnotherImage(reference) }
        guard let observed, !observed.isAssumed else { return nil }
        return locked.isContent(of: observed.id.text, digests: observed.digests) ? nil : .imageNotAsLocked(reference)
    }
}
