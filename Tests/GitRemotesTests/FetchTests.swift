import FoundationEssentials
import SystemPackage
import TestSupport
import Testing

@testable import GitRemotes

@Suite struct FetchTests {
    @Test func aBranchIsFetchedAndThenOnlyWhatIsNew() async throws {
        try await Bench.lend { bench in
            let first = try await bench.origin.commit("one")
            #expect(try bench.fetch("main") == FetchedCommit(commit: first, isNew: true))
            #expect(try bench.fetch("main") == FetchedCommit(commit: first, isNew: false))
            let second = try await bench.origin.commit("two")
            #expect(try bench.fetch("main") == FetchedCommit(commit: second, isNew: true))
            #expect(try RepositoryCache.packs(in: bench.place("main")) == 2)
        }
    }

    @Test func onlyTheReferenceThatIsAskedForIsFetched() async throws {
        try await Bench.lend { bench in
            try await bench.origin.commit("one")
            try await bench.origin.git("checkout", "--quiet", "-b", "other")
            let other = try await bench.origin.commit("two")
            _ = try bench.fetch("main")
            let repository = try CachedRepository(at: bench.place("main"))
            #expect(repository.commit(named: "refs/heads/main") != nil)
            #expect(repository.commit(named: "refs/heads/other") == nil)
            #expect(try bench.fetch("main", also: "other").commit != other)
            #expect(repository.commit(named: "refs/heads/other") == other)
        }
    }

    @Test func tagsCommitsAndHeadAreFetched() async throws {
        try await Bench.lend { bench in
            let first = try await bench.origin.commit("one")
            try await bench.origin.git("tag", "--annotate", "--message", "a tag", "v1")
            let second = try await bench.origin.commit("two")
            #expect(try bench.fetch("v1").commit == first)
            #expect(try bench.fetch("HEAD").commit == second)
            #expect(try bench.fetch(first).commit == first)
            try await bench.origin.git("checkout", "--quiet", "--detach", "v1")
            #expect(try bench.fetch("HEAD").commit == first)
        }
    }

    @Test func aCommitThatIsHereNeedsNoServer() async throws {
        try await Bench.lend { bench in
            let first = try await bench.origin.commit("one")
            _ = try bench.fetch(first)
            try FileManager.default.removeItem(atPath: bench.origin.path.string)
            #expect(try bench.fetch(first) == FetchedCommit(commit: first, isNew: false))
        }
    }

    @Test func anUnknownNameIsAnErrorThatNamesTheBranches() async throws {
        try await Bench.lend { bench in
            try await bench.origin.commit("one")
            let error = try #require(throws: RemoteError.self) { try bench.fetch("mian") }
            #expect(error.code == .unknownReference)
            #expect(error.description.contains("it has: main"))
            #expect(throws: RemoteError.self) { try bench.fetch(String(repeating: "0", count: 40)) }
        }
    }

    @Test func whatAKilledFetchLeavesIsClearedAway() async throws {
        try await Bench.lend { bench in
            try await bench.origin.commit("one")
            _ = try bench.fetch("main")
            let place = try bench.place("main")
            let leftovers = ["refs/heads/main.lock", "HEAD.lock", "objects/pack/pack_git2_x1"].map {
                place.pushing(FilePath($0))
            }
            for leftover in leftovers { try Data("x".utf8).write(to: URL(filePath: leftover.string)) }
            try FileManager.default.createDirectory(atPath: place.string + ".new", withIntermediateDirectories: false)
            let second = try await bench.origin.commit("two")
            #expect(try bench.fetch("main").commit == second)
            for path in leftovers.map(\.string) + [place.string + ".new"] {
                #expect(!FileManager.default.fileExists(atPath: path), "\(path)")
            }
        }
    }

    @Test func aCopyThatIsDamagedIsFetchedAnew() async throws {
        try await Bench.lend { bench in
            let first = try await bench.origin.commit("one")
            _ = try bench.fetch("main")
            try FileManager.default.removeItem(atPath: bench.place("main").appending("HEAD").string)
            #expect(try bench.fetch("main") == FetchedCommit(commit: first, isNew: true))
        }
    }

    @Test func aRepositoryOfManyFetchesIsPutTogetherAnew() async throws {
        try await Bench.lend { bench in
            for number in 1...42 {
                try await bench.origin.commit("commit \(number)")
                _ = try bench.fetch("main")
            }
            #expect(try RepositoryCache.packs(in: bench.place("main")) <= 2)
            #expect(try bench.fetch("main").commit == (try await bench.origin.revision("main")))
        }
    }

    @Test func aCacheThatOthersCanWriteToIsRefused() async throws {
        try await Bench.lend { bench in
            try await bench.origin.commit("one")
            try FileManager.default.createDirectory(
                atPath: bench.cache.directory.string,
                withIntermediateDirectories: true
            )
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o777],
                ofItemAtPath: bench.cache.directory.string
            )
            let error = try #require(throws: RemoteError.self) { try bench.fetch("main") }
            #expect(error.code == .cache)
        }
    }
}

/// A repository to fetch from, and a cache to fetch into.
private struct Bench: Sendable {
    let origin: GitRepository
    let cache: RepositoryCache

    static func lend(_ body: @Sendable (Bench) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let cache = RepositoryCache(in: directory.appending("cache"))
            try await body(Bench(origin: try await GitRepository(in: directory), cache: cache))
        }
    }

    private var address: RemoteAddress { get throws { try RemoteAddress("file://\(origin.path)") } }

    func place(_ reference: String) throws -> FilePath {
        let wanted = try #require(RemoteReference(reference))
        return cache.place(of: try address, at: wanted)
    }

    @discardableResult
    func fetch(_ reference: String, also: String? = nil) throws -> FetchedCommit {
        let wanted = try #require(RemoteReference(reference))
        let request = FetchRequest(
            address: try address,
            reference: wanted,
            also: also.flatMap(RemoteReference.init),
            cache: cache,
            knownHosts: nil
        )
        return try Fetch(request, environment: [:]).run()
    }
}
