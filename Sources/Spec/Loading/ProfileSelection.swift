/// Which profiles of a tree are wanted.
package enum ProfileSelection: Hashable, Sendable {
    /// Every one: only then is a desired state complete.
    case all
    /// One, by the name in its metadata.
    case named(ProfileName)
}
