import FoundationEssentials
import GitRemotes
import Planner
import Spec
import SystemPackage

extension SourceOptions {
    /// Reads the manifests anew each time it is called.
    func loader(lock: LockUse = .obey, documents: [String: LockedDocument] = [:]) throws -> SpecLoader {
        SpecLoader(
            tree: tree,
            profiles: try selection(),
            environment: try environment(),
            lock: lock,
            documents: documents
        )
    }

    /// Reads the manifests once, and says where they were found.
    ///
    /// - Throws: `LoadFailure`, `RemoteError`.
    func manifests() async throws -> Manifests {
        try await fetch()
        return try await fetchedManifests()
    }

    /// The same for what has been fetched before, if it had to be.
    func fetchedManifests() async throws -> Manifests {
        let (desired, reading) = try await loader().readOffPool()
        try await verify(desired)
        return Manifests(
            desired: desired,
            source: try origin(reading.contentDigest.text),
            gate: try gate(for: tree),
            snapshot: reading.snapshot
        )
    }

    /// Where manifests of that content are read.
    func origin(_ content: String) throws -> PlanSource {
        var source = try place(content)
        source.environment = try environment()
        return source
    }

    private func place(_ content: String) throws -> PlanSource {
        let profile: ProfileName? = if case .named(let name) = try selection() { name } else { nil }
        switch tree {
        case .git(let repository, _, let directory):
            return PlanSource(
                kind: .git,
                place: remote?.address.text ?? repository.string,
                directory: directory,
                profile: profile,
                content: content
            )
        case .directory(let path):
            return PlanSource(kind: .directory, place: path.string, profile: profile, content: content)
        case .profileFile(let path):
            return PlanSource(kind: .file, place: path.string, profile: profile, content: content)
        case .snapshot(let snapshot):
            let kind: PlanSource.Kind = snapshot.profile == nil ? .directory : .file
            return PlanSource(kind: kind, place: snapshot.root, profile: profile, content: content)
        }
    }

    /// Brings the copy of a repository on another machine up to date; does nothing for what is on this one.
    ///
    /// - Throws: `RemoteError`.
    func fetch(also: String? = nil) async throws {
        guard let remote else { return }
        guard let also else {
            try await remote.fetch()
            return
        }
        guard let reference = RemoteReference(also) else {
            throw CommandFailure(
                status: .invalidInput,
                message: "'\(UntrustedText.escaping(also))' is no branch, tag or commit's id, which is all that can be "
                    + "asked for on another machine"
            )
        }
        try await remote.fetch(also: reference)
    }

    /// Reads the manifests once.
    ///
    /// - Throws: `LoadFailure`, `RemoteError`.
    func load() async throws -> DesiredState {
        try await fetch()
        let desired = try await loader().loadOffPool()
        try await verify(desired)
        return desired
    }
}
