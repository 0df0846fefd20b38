import Applier
import ContainerEngine
import Planner
import Spec
import Synchronization

/// The manifests of a tree that is followed: each commit must be vouched for, and build on the one before.
final class FollowedManifests: Sendable {
    private let loader: SpecLoader
    private let gate: CommitGate?
    private let allowsRewind: Bool
    /// Says what is not locked and has to be.
    private let unlocked: @Sendable (DesiredState) -> String?
    /// The commits that the next one must build on.
    private let accepted: Mutex<[Revision]>

    /// Begins with what the engine has, which is what was applied before.
    ///
    /// - Throws: `ApplyError` if the engine cannot be observed.
    init(
        _ loader: SpecLoader,
        _ gate: CommitGate?,
        of desired: DesiredState,
        allowsRewind: Bool,
        unlocked: @escaping @Sendable (DesiredState) -> String? = { _ in nil },
        engine: EngineClient
    )
        async throws
    {
        (self.loader, self.gate, self.allowsRewind, self.unlocked) = (loader, gate, allowsRewind, unlocked)
        let applied =
            gate == nil ? [] : try await EngineObserver(engine: engine).observe(desired).revisions(of: desired)
        accepted = Mutex(applied)
    }

    /// Reads the manifests as they are now.
    ///
    /// - Throws: `LoadFailure`, ``CommitRefusal``: then what was accepted last stays in force.
    func load() async throws -> DesiredState {
        let desired = try await loader.loadOffPool()
        if let complaint = unlocked(desired) { throw CommitRefusal.notLocked(complaint) }
        guard let gate, let revision = desired.revision else { return desired }
        let before = accepted.withLock { $0 }
        guard before.map(\.commit) != [revision.commit] else { return desired }
        try await gate.verify(revision, after: before)
        let rewinds = try await gate.rewinds(of: revision, after: before)
        guard rewinds.isEmpty || allowsRewind else { throw CommitRefusal.rewind(revision, from: rewinds) }
        accepted.withLock { $0 = [revision] }
        return desired
    }
}
