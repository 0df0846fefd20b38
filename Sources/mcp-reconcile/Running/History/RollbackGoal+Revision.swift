import Planner
import Spec
import SystemPackage

extension RollbackGoal {
    /// Reads the manifests of a commit, which need not have been applied ever.
    static func manifests(
        of tree: ManifestTree,
        at revision: String,
        _ source: SourceOptions
    ) async throws -> Manifests {
        guard case .git(let repository, _, let directory) = tree else {
            preconditionFailure("a revision is one of a repository")
        }
        var options = source
        options.path = nil
        options.repo = source.repo ?? repository.string
        options.ref = revision
        try await options.fetch()
        let place = options.remote?.place ?? repository
        let loader = SpecLoader(
            tree: .git(repository: place, revision: revision, directory: directory),
            profiles: try source.selection(),
            environment: try source.environment()
        )
        let (desired, reading) = try await read(loader, at: revision)
        var origin = try options.origin(reading.contentDigest.text)
        origin.directory = directory
        let gate = try options.gate(for: .git(repository: place, revision: revision, directory: directory))
        return Manifests(desired: desired, source: origin, gate: gate)
    }

    private static func read(
        _ loader: SpecLoader,
        at revision: String
    ) async throws -> (desired: DesiredState, reading: ManifestReading) {
        do {
            return try await loader.readOffPool()
        } catch LoadFailure.unavailable(let error) where error.code == .unknownRevision {
            throw CommandFailure(
                status: .invalidInput,
                message: "'\(UntrustedText.escaping(revision))' is no run of 'mcp-reconcile history', and no commit: "
                    + error.description
            )
        }
    }
}
