import Logging
import SystemPackage

/// Keeps the right directories of a place watched, and tells of every burst of events.
struct PlaceWatch {
    /// How often a place is looked at whose changes the kernel does not tell.
    static let pollingInterval: Duration = .seconds(2)

    let place: WatchedPlace
    let clock: any Clock<Duration>
    let signal: @Sendable () -> Void

    /// Ends when its task is cancelled.
    func run() async throws {
        let mounts = MountTable()
        guard !place.directories().contains(where: mounts.isBlind) else {
            return try await poll(because: "the file system does not tell of changes")
        }
        do {
            try await follow()
        } catch let error as Errno {
            try await poll(because: "inotify: \(error)")
        }
    }

    private func follow() async throws {
        let inotify = try await INotify()
        defer { inotify.close() }
        var watches = WatchSet(inotify)
        try watches.update(to: place)
        signal()
        for await _ in inotify.bursts {
            try watches.update(to: place)
            signal()
        }
    }

    private func poll(because reason: String) async throws {
        Logger.current.warning("manifests are polled", metadata: ["reason": "\(reason)"])
        while true {
            try await clock.sleep(for: Self.pollingInterval)
            signal()
        }
    }
}

/// The directories that are watched now.
private struct WatchSet {
    /// A directory that appears while its parent is being listed is found by listing again.
    private static let maximumRounds = 5

    private let inotify: INotify
    private var watches: [FilePath: CInt] = [:]

    init(_ inotify: INotify) {
        self.inotify = inotify
    }

    mutating func update(to place: WatchedPlace) throws(Errno) {
        for _ in 0..<Self.maximumRounds {
            let wanted = place.directories()
            let old = watches
            watches = [:]
            for directory in wanted { watches[directory] = try inotify.watch(directory) }
            // Two paths can mean one directory and share its watch.
            for watch in Set(old.values).subtracting(watches.values) { inotify.unwatch(watch) }
            if watches == old { return }
        }
    }
}
