import Logging
import NIOPosix
import SystemPackage

/// Keeps the right directories of a place watched, and tells of every change in them.
struct PlaceWatch {
    /// How often a place is looked at whose changes the kernel does not tell.
    static let pollingInterval: Duration = .seconds(2)
    /// A directory that appears while its parent is being looked at is found by looking again.
    private static let maximumRounds = 5

    let place: WatchedPlace
    let clock: any Clock<Duration>
    var mounts = MountTable()
    let signal: @Sendable () -> Void

    /// Signals once at the start, for what changed before, and then on every change; ends when its task is cancelled.
    func run() async throws {
        do {
            guard try await !survey().interests.keys.contains(where: mounts.isBlind) else {
                return try await poll(because: "the file system does not tell of changes")
            }
            try await INotify.lend { try await follow($0) }
            try Task.checkCancellation()
            try await poll(because: "inotify ended")
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            try await poll(because: "inotify: \(error)")
        }
    }

    private func follow(_ inotify: INotify) async throws {
        var watches = WatchSet()
        try await update(&watches, inotify)
        signal()
        for await _ in inotify.wakeups {
            switch watches.verdict(on: inotify.take()) {
            case .nothing: continue
            case .change: break
            case .changeOfDirectories: try await update(&watches, inotify)
            }
            signal()
        }
    }

    private func update(_ watches: inout WatchSet, _ inotify: INotify) async throws {
        var last: Survey?
        for _ in 0..<Self.maximumRounds {
            let survey = try await survey()
            if survey == last { return }
            last = survey
            var now = WatchSet()
            for (directory, interest) in survey.interests {
                if let watch = try inotify.watch(directory) { now.add(watch, interest) }
            }
            for watch in now.missing(from: watches) { inotify.unwatch(watch) }
            watches = now
        }
    }

    private func poll(because reason: String) async throws {
        Logger.current.warning("manifests are polled", metadata: ["reason": "\(reason)"])
        var last: Int?
        while true {
            let now = try await onBlockingThread { $0.survey().fingerprint }
            if now != last { signal() }
            last = now
            try await clock.sleep(for: Self.pollingInterval)
        }
    }

    private func survey() async throws -> Survey {
        try await onBlockingThread { $0.survey() }
    }

    private func onBlockingThread<Result: Sendable>(
        _ body: @escaping @Sendable (WatchedPlace) -> Result
    ) async throws -> Result {
        let place = place
        return try await NIOThreadPool.singleton.runIfActive { body(place) }
    }
}
