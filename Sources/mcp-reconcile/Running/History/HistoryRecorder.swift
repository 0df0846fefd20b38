import Applier
import FoundationEssentials
import GitRemotes
import Glibc
import Logging
import Planner
import Spec
import SystemPackage

/// Writes what a command does into the owner's journal.
///
/// A journal that cannot be written is said, and stops nothing.
struct HistoryRecorder: Sendable {
    /// As it was typed, without options.
    let command: String
    /// Where manifests were read.
    let source: @Sendable (DesiredState) -> ReadManifests
    /// The digest of the plan that was shown.
    var plan: String?
    /// Tells whoever looks that nothing could be written.
    var warn: @Sendable (String) -> Void = {
        Logger.current.warning("history is not kept", metadata: ["error": "\($0)"])
    }

    /// Writes down what is about to be done.
    func record(_ run: BegunRun) async {
        let read = source(run.desired)
        let entry = JournalEntry(
            run,
            by: command,
            from: read.origin,
            at: UTCTime.seconds,
            user: getuid(),
            in: .current
        )
        // What cannot be written is said once, at the end of the run.
        try? await record(entry, keeping: read.snapshot, in: .ofThisUser(run.desired.owner))
    }

    /// Writes down what was done.
    func record(_ run: ReconcileRun) async {
        guard run.isWorthRemembering else { return }
        let read = source(run.desired)
        let journal = Journal.ofThisUser(run.desired.owner)
        let entry = JournalEntry(run, by: command, from: read.origin, at: UTCTime.seconds, user: getuid())
        do {
            try await record(entry, keeping: read.snapshot, in: journal)
        } catch {
            warn("\(journal.path) cannot be written: \(UntrustedText.escaping("\(error)"))")
        }
    }

    private func record(
        _ entry: JournalEntry,
        keeping snapshot: ManifestSnapshot?,
        in journal: Journal
    ) async throws {
        var entry = entry
        entry.plan = plan
        try journal.makeDirectory()
        try await journal.record(entry, keeping: snapshot)
    }
}

extension HistoryRecorder {
    /// For a loop over manifests, of which `place` says where they are, and `profile` which one is applied of all.
    init(
        of command: String,
        following manifests: FollowedManifests,
        _ place: PlanSource,
        profile: ProfileName? = nil
    ) {
        self.command = command
        source = { desired in
            let read = manifests.read(of: desired)
            var source = place
            source.profile = profile ?? place.profile
            source.content = read?.content.text ?? ""
            return ReadManifests(source, snapshot: read?.snapshot)
        }
    }
}

/// Where manifests were read, and what of them can be kept.
struct ReadManifests: Sendable {
    var origin: JournalEntry.Origin
    /// Nil for a commit, and for what is not to be kept.
    var snapshot: ManifestSnapshot?

    init(_ source: PlanSource, snapshot: ManifestSnapshot?) {
        origin = JournalEntry.Origin(
            kind: source.kind.rawValue,
            place: Self.absolute(source),
            directory: source.directory
        )
        origin.profile = source.profile?.text
        origin.environment = source.environment?.text
        origin.content = source.content.isEmpty ? nil : source.content
        guard source.kind != .git else { return }
        switch snapshot.map({ ($0, $0.holdsCredential(in: source.environment)) }) {
        case nil: origin.unkept = "the manifests are larger than \(ManifestSnapshot.sizeLimit >> 20) MiB"
        case (_, true)?: origin.unkept = "a credential seems to be written in the manifests"
        case (let snapshot, false)?:
            self.snapshot = snapshot
            origin.snapshot = snapshot.digest
        }
    }

    /// Manifests of which nothing was wanted.
    static func asked(forNothingOf source: PlanSource) -> Self {
        var read = Self(source, snapshot: nil)
        read.origin.unkept = nil
        read.origin.isEmpty = true
        return read
    }

    /// What is on this machine must be found from any directory.
    private static func absolute(_ source: PlanSource) -> String {
        if source.kind == .git, RemoteAddress.isMeant(by: source.place) { return source.place }
        let working = FilePath(FileManager.default.currentDirectoryPath)
        return working.pushing(FilePath(source.place)).lexicallyNormalized().string
    }
}
