import Applier
import Planner
import Spec
import SystemPackage

extension JournalEntry {
    /// Reads what the run had read: the very commit, or the files that were kept.
    func manifests(_ source: SourceOptions, _ journal: Journal) async throws -> Manifests {
        var options = source
        let tree = try await tree(&options, journal)
        let environment = origin.environment.flatMap { EnvironmentName($0) }
        let profile = origin.profile.flatMap { ProfileName($0) }
        let loader = SpecLoader(
            tree: tree,
            profiles: profile.map(ProfileSelection.named) ?? .all,
            environment: environment
        )
        var (desired, reading) = try await read(loader)
        if let revision = origin.revision { desired.revision = revision }
        var place = PlanSource(
            kind: PlanSource.Kind(rawValue: origin.kind) ?? .directory,
            place: options.repo ?? origin.place,
            directory: origin.directory,
            profile: profile,
            content: reading.contentDigest.text
        )
        place.environment = environment
        return Manifests(
            desired: desired,
            source: place,
            gate: try options.gate(for: tree),
            snapshot: reading.snapshot
        )
    }

    private func tree(_ options: inout SourceOptions, _ journal: Journal) async throws -> ManifestTree {
        options.path = nil
        guard let revision = origin.revision else {
            options.repo = nil
            guard let snapshot = origin.snapshot.flatMap({ journal.snapshot($0) }) else {
                throw lost(because: "the copy of them is gone")
            }
            return .snapshot(snapshot)
        }
        // The run's own repository, unless the options say where it is now.
        options.repo = options.repo ?? origin.place
        options.ref = revision.commit
        try await options.fetch()
        let repository = options.remote?.place ?? FilePath(options.repo ?? origin.place)
        return .git(repository: repository, revision: revision.commit, directory: origin.directory)
    }

    private func read(_ loader: SpecLoader) async throws -> (desired: DesiredState, reading: ManifestReading) {
        do {
            return try await loader.readOffPool()
        } catch LoadFailure.unavailable(let error) where error.code == .unknownRevision {
            throw lost(because: "its commit is no longer in the repository: \(error)")
        }
    }
}
