package import SystemPackage

/// Where a directory lies in the git repository that it is checked out from.
package struct GitPlace: Hashable, Sendable {
    /// The root of the checkout.
    package let repository: FilePath
    /// The directory's path from there, without a slash at either end; empty for the root itself.
    package let directory: String

    /// - Returns: Nil if the directory is in no git checkout.
    package init?(of directory: FilePath) {
        // What is not there is in no checkout; whoever reads it says so.
        guard let place = try? CanonicalPath(resolving: directory).path,
            let found = GitRepository.enclosing(place.string),
            let repository = try? GitRepository(path: found),
            let checkout = repository.workingDirectory,
            let root = try? CanonicalPath(resolving: FilePath(checkout)).path,
            place.starts(with: root)
        else { return nil }
        self.repository = root
        self.directory = place.components.dropFirst(root.components.count).map(\.string).joined(separator: "/")
    }

    /// Which commit a branch, tag or expression stands for.
    package static func revision(named name: String, in repository: FilePath) throws(SpecError) -> Revision {
        let opening = GitOpening(path: repository, revision: name)
        return Revision(reference: name, commit: try opening.commit(in: try opening.repository()).id)
    }
}
