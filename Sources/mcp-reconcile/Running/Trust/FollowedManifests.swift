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
    /// What was read of a directory, newest last: an apply can end after newer manifests were read.
    private let recent = Mutex<[Read]>([])

    /// How many of them are kept.
    private static let memory = 4

    struct Read: Sendable {
        let desired: DesiredState
        let content: ContentDigest
        let snapshot: ManifestSnapshot?
    }

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
    /// - Parameter show: What of them is wanted.
    /// - Returns: That part of them.
    /// - Throws: `LoadFailure`, ``CommitRefusal``: then what was accepted last stays in force.
    func load(showing show: (DesiredState) -> DesiredState = { $0 }) async throws -> DesiredState {
        let (desired, reading) = try await loader.readOffPool()
        try await check(desired)
        let shown = show(desired)
        if shown.revision == nil { remember(shown, reading) }
        return shown
    }

    /// What was read of a directory when it asked for this state; nil if that is long ago, and for commits.
    func read(of desired: DesiredState) -> Read? {
        recent.withLock { $0.last { $0.desired == desired } }
    }

    private func remember(_ desired: DesiredState, _ reading: ManifestReading) {
        recent.withLock { recent in
            guard recent.last?.content != reading.contentDigest else { return }
            recent.append(Read(desired: desired, content: reading.contentDigest, snapshot: reading.snapshot))
            if recent.count > Self.memory { recent.removeFirst() }
        }
    }

    private func check(_ desired: DesiredState) async throws {
        if let complaint = unlocked(desired) { throw CommitRefusal.notLocked(complaint) }
        guard let gate, let revision = desired.revision else { return }
        let before = accepted.withLock { $0 }
        guard before.map(\.commit) != [revision.commit] else { return }
        try await gate.verify(revision, after: before)
        let rewinds = try await gate.rewinds(of: revision, after: before)
        guard rewinds.isEmpty || allowsRewind else { throw CommitRefusal.rewind(revision, from: rewinds) }
        accepted.withLock { $0 = [revision] }
    }
}
