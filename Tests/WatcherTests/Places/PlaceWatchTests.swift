import SystemPackage
import Testing
@testable import Watcher

/// Real files and the real kernel.
///
/// A watch that goes blind after a change misses one of the later rounds.
@Suite struct PlaceWatchTests {
    private static let rounds = 8

    @Test func aFileThatAnEditorReplacesStaysWatched() async throws {
        try await Sandbox.lend { sandbox in
            try sandbox.write("0", to: "dev.yaml")
            try await watching(.file(sandbox.path("dev.yaml"))) { signals in
                for round in 1...Self.rounds {
                    try sandbox.replace("dev.yaml", with: "\(round)")
                    try await signals.wait(for: "replacement \(round)")
                }
                for round in 1...Self.rounds {
                    try sandbox.write("in place \(round)", to: "dev.yaml")
                    try await signals.wait(for: "write \(round)")
                }
            }
        }
    }

    @Test func aFileMayBeRemovedWithItsDirectoryAndComeBack() async throws {
        try await Sandbox.lend { sandbox in
            try await watching(.file(sandbox.path("a/b/dev.yaml"))) { signals in
                for round in 1...Self.rounds {
                    try sandbox.makeDirectory("a/b")
                    try await signals.wait(for: "directories \(round)")
                    try sandbox.write("\(round)", to: "a/b/dev.yaml")
                    try await signals.wait(for: "file \(round)")
                    try sandbox.remove("a")
                    try await signals.wait(for: "removal \(round)")
                }
            }
        }
    }

    @Test func theSwapOfALinkOnTheWayIsNoticedAndFollowed() async throws {
        try await Sandbox.lend { sandbox in
            for version in ["..v0", "..v1"] {
                try sandbox.makeDirectory(version)
                try sandbox.write(version, to: "\(version)/dev.yaml")
            }
            try sandbox.link("..data", to: "..v0")
            try sandbox.link("dev.yaml", to: "..data/dev.yaml")
            try await watching(.file(sandbox.path("dev.yaml"))) { signals in
                for round in 1...Self.rounds {
                    let version = "..v\(round % 2)"
                    try sandbox.swap("..data", to: version)
                    try await signals.wait(for: "swap \(round)")
                    try sandbox.write("\(round)", to: "\(version)/dev.yaml")
                    try await signals.wait(for: "write behind the link \(round)")
                }
            }
        }
    }

    @Test func aDirectoryBehindALinkIsFollowedToItsNextTarget() async throws {
        try await Sandbox.lend { sandbox in
            for release in ["r0", "r1"] { try sandbox.makeDirectory("\(release)/profiles") }
            try sandbox.link("current", to: "r0")
            try await watching(.directory(sandbox.path("current"))) { signals in
                for round in 1...Self.rounds {
                    try sandbox.swap("current", to: "r\(round % 2)")
                    try await signals.wait(for: "swap \(round)")
                    try sandbox.replace("r\(round % 2)/profiles/dev.yaml", with: "\(round)")
                    try await signals.wait(for: "write \(round)")
                }
            }
        }
    }

    @Test func aDirectoryThatAppearsIsWatchedWithAllBelowIt() async throws {
        try await Sandbox.lend { sandbox in
            try await watching(.directory(sandbox.root)) { signals in
                for round in 1...Self.rounds {
                    try sandbox.makeDirectory("profiles/a/b/c")
                    try await signals.wait(for: "directories \(round)")
                    try sandbox.write("\(round)", to: "profiles/a/b/c/dev.yaml")
                    try await signals.wait(for: "file \(round)")
                    try sandbox.remove("profiles")
                    try await signals.wait(for: "removal \(round)")
                }
            }
        }
    }

    @Test func aRenamedDirectoryIsNotMistakenForItsSuccessor() async throws {
        try await Sandbox.lend { sandbox in
            try sandbox.makeDirectory("profiles")
            try await watching(.directory(sandbox.path("profiles"))) { signals in
                for round in 1...Self.rounds {
                    try sandbox.rename("profiles", to: "old-\(round)")
                    try sandbox.makeDirectory("profiles")
                    try await signals.wait(for: "new directory \(round)")
                    try sandbox.write("\(round)", to: "profiles/dev.yaml")
                    try await signals.wait(for: "file \(round)")
                }
            }
        }
    }

    @Test func longNamesAfterManyShortOnesAreRead() async throws {
        try await Sandbox.lend { sandbox in
            try await watching(.directory(sandbox.root)) { signals in
                for round in 1...50 {
                    try sandbox.write("\(round)", to: "a")
                    try await signals.wait(for: "short name \(round)")
                }
                let long = String(repeating: "x", count: 250)
                for round in 1...Self.rounds {
                    try sandbox.write("\(round)", to: long)
                    try await signals.wait(for: "long name \(round)")
                }
            }
        }
    }

    @Test func whatLiesBesideAFileIsNoChange() async throws {
        try await Sandbox.lend { sandbox in
            try sandbox.makeDirectory("inbox")
            try sandbox.write("0", to: "dev.yaml")
            try await watching(.file(sandbox.path("dev.yaml"))) { signals in
                for round in 1...500 { try sandbox.write("\(round)", to: "beside-\(round % 50)") }
                try sandbox.makeDirectory("more")
                try sandbox.write("1", to: "inbox/dev.yaml")
                try sandbox.rename("inbox/dev.yaml", to: "dev.yaml")
                try await signals.wait(for: "the replacement")
                #expect(signals.count == 2, "one for the start, one for the only change")
            }
        }
    }

    @Test func aBlindFileSystemIsPolledAndOnlyChangesSignal() async throws {
        try await Sandbox.lend { sandbox in
            try sandbox.write("0", to: "dev.yaml")
            let clock = InstantClock()
            let mounts = MountTable(parsing: "1 0 0:1 / / rw - nfs host:/ rw")
            try await watching(.directory(sandbox.root), clock: clock, mounts: mounts) { signals in
                var looks = 0
                for await interval in clock.sleeps.prefix(20) {
                    #expect(interval == PlaceWatch.pollingInterval)
                    looks += 1
                }
                #expect(looks == 20)
                #expect(signals.count == 1, "nothing changed since the start")
                for round in 1...Self.rounds {
                    try sandbox.replace("dev.yaml", with: "\(round)")
                    try await signals.wait(for: "replacement \(round)")
                }
            }
        }
    }
}
