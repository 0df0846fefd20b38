/// Something may have changed: look again.
///
/// What it was is not told, because only the look can know.
package struct ChangeHint: Hashable, Sendable {
    /// What gave the hint.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Files or references of the manifests.
        case manifests
        /// Containers of the owner.
        case engine
        /// Nothing was noticed: the periodic look.
        case resync
    }

    package var kinds: Set<Kind>

    package init(kinds: Set<Kind>) {
        self.kinds = kinds
    }
}
