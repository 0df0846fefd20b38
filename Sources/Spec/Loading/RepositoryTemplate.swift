/// The files with which `init` begins a manifest repository.
package struct RepositoryTemplate: Sendable {
    package struct File: Hashable, Sendable {
        /// Relative to the repository's root.
        package let path: String
        package let text: String
    }

    package let owner: OwnerID

    package init(owner: OwnerID) {
        self.owner = owner
    }

    /// `reconcile.yaml` and one sample profile, both valid as they are.
    package var files: [File] {
        preconditionFailure("not written yet")
    }
}
