/// What one look at a manifest tree gave: a desired state or what is wrong with it, and a digest of what was read.
package struct ManifestReading: Sendable {
    /// Covers invalid manifests too, so that a watcher reports the same mistake once.
    package let contentDigest: ContentDigest
    /// Which commit was read, when the tree came from git.
    package let revision: Revision?
    /// The files that were read; nil for a commit, and for more than a snapshot may hold.
    package let snapshot: ManifestSnapshot?
    /// Never a part: a tree of which anything is wrong gives no state.
    package let result: Result<DesiredState, DiagnosticReport>
}
