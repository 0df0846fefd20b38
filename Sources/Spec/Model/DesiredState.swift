/// What a manifest tree asks for: every profile that was selected, complete and valid.
package struct DesiredState: Hashable, Sendable {
    package var owner: OwnerID
    /// Which commit this is, when the tree came from git.
    package var revision: Revision?
    /// The selected profiles, sorted by name.
    package var profiles: [Profile]
    /// True if `profiles` is all there is: only then may a plan remove servers of profiles it does not name.
    package var isComplete: Bool
    /// The lock beside the manifests; nil if there is none.
    package var lockfile: Lockfile?

    package init(owner: OwnerID, revision: Revision?, profiles: [Profile], isComplete: Bool) {
        self.owner = owner
        self.revision = revision
        self.profiles = profiles.sorted { $0.name < $1.name }
        self.isComplete = isComplete
    }
}
