import Testing
@testable import Watcher

/// Watches a place while `body` runs, from the moment on when the watch is set up.
func watching(
    _ place: WatchedPlace,
    clock: any Clock<Duration> = ContinuousClock(),
    mounts: MountTable = MountTable(parsing: ""),
    _ body: (Signals) async throws -> Void
) async throws {
    let signals = Signals()
    try await withThrowingTaskGroup(of: Void.self) { group in
        let watch = PlaceWatch(place: place, clock: clock, mounts: mounts) { signals.send() }
        group.addTask { try await watch.run() }
        try await signals.wait(for: "a watch that is set up")
        try await body(signals)
        group.cancelAll()
        await #expect(throws: CancellationError.self) { try await group.waitForAll() }
    }
}

/// Makes one change with a watch of its own, so that nothing but this change can be what is noticed.
func expectNotice(of what: String, at place: WatchedPlace, _ change: () throws -> Void) async throws {
    try await watching(place) { signals in
        try change()
        try await signals.wait(for: what)
    }
}
