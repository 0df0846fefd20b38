/// Reads a manifest tree: parse, resolve references, validate.
///
/// Every call reads anew and blocks on files or git objects, so servers call it on a thread that may block.
package struct SpecLoader: Sendable {
    private let tree: ManifestTree
    private let selection: ProfileSelection

    package init(tree: ManifestTree, profiles: ProfileSelection = .all) {
        self.tree = tree
        self.selection = profiles
    }

    /// The desired state, if the selected profiles are valid without exception.
    package func load() throws(LoadFailure) -> DesiredState {
        let reading: ManifestReading
        do {
            reading = try read()
        } catch {
            throw .unavailable(error)
        }
        switch reading.result {
        case .success(let desired): return desired
        case .failure(let report): throw .invalid(report)
        }
    }

    /// The desired state or every mistake, with the digest of what was read: for `validate` and for watchers.
    package func read() throws(SpecError) -> ManifestReading {
        preconditionFailure("not written yet")
    }
}
