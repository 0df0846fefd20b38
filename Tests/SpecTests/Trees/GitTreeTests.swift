import Glibc
import SystemPackage
import Testing

@testable import Spec

/// Trees of git, made with git itself and read through libgit2.
@Suite struct GitTreeTests {
    private static let files = [
        "profiles/dev.yaml": profile("  - { name: clock, ref: \"file://servers/clock.yaml\" }"),
        "servers/clock.yaml": "image: example/clock:1",
    ]

    @Test func aBranchIsReadFromTheObjectDatabase() throws {
        try GitDirectory.lend(Self.files) { repository in
            // What is checked out no longer matters.
            try repository.files.write("[", to: "profiles/dev.yaml")
            try repository.files.remove("servers")
            let desired = try repository.loader().load()
            #expect(desired.profiles[0].servers[0].image.text == "example/clock:1" && desired.isComplete)
            #expect(desired.revision == Revision(reference: "main", commit: try repository.git("rev-parse", "main")))
        }
    }

    @Test func revisionsAreBranchesTagsAndCommits() throws {
        try GitDirectory.lend(Self.files) { repository in
            try repository.git("tag", "light")
            try repository.git("tag", "--annotate", "--message", "x", "v1.0")
            try repository.git("branch", "feature/x")
            let commit = try repository.git("rev-parse", "HEAD")
            try repository.files.write("image: example/clock:2", to: "servers/clock.yaml")
            try repository.commit()
            for revision in [
                "light", "v1.0", "feature/x", commit, String(commit.prefix(8)), "HEAD~1", "refs/tags/v1.0",
            ] {
                let desired = try repository.loader(at: revision).load()
                #expect(desired.revision?.commit == commit, "\(revision)")
                #expect(desired.profiles[0].servers[0].image.text == "example/clock:1")
            }
            #expect(try repository.loader(at: "HEAD").load().profiles[0].servers[0].image.text == "example/clock:2")
        }
    }

    @Test func packedReferencesAndObjectsAreRead() throws {
        try GitDirectory.lend(Self.files) { repository in
            try repository.git("tag", "--annotate", "--message", "x", "v1")
            try repository.git("pack-refs", "--all")
            try repository.git("gc", "--quiet")
            #expect(try repository.loader(at: "v1").load().profiles.count == 1)
        }
    }

    @Test func aBareRepositoryHasEverythingButRelativeMounts() throws {
        try GitDirectory.lend(Self.files) { repository in
            try repository.git("clone", "--quiet", "--bare", ".", "bare.git")
            let bare = SpecLoader(tree: .git(repository: repository.files.path.appending("bare.git"), revision: "main"))
            #expect(try bare.load().profiles.count == 1)

            try repository.files.write(
                profile("  - { name: a, ref: \"docker://a\", mounts: [ { source: ./x, target: /x } ] }"),
                to: "profiles/dev.yaml"
            )
            try repository.git("add", "profiles")
            try repository.git("commit", "--quiet", "--message", "mount")
            let mount = try repository.loader().load().profiles[0].servers[0].mounts[0]
            #expect(mount.source == .bind(repository.files.path.appending("x").string))
            try repository.git("push", "--quiet", "bare.git", "main")
            guard case .failure(let report) = try bare.read().result else { throw UnexpectedSuccess() }
            #expect(report.diagnostics.map(\.code) == [.mountWithoutDirectory])
        }
    }

    @Test func aLinkedWorktreeIsARepository() throws {
        try GitDirectory.lend(Self.files) { repository in
            try repository.git("worktree", "add", "--quiet", "linked", "-b", "other")
            let tree = ManifestTree.git(repository: repository.files.path.appending("linked"), revision: "HEAD")
            #expect(try SpecLoader(tree: tree).load().profiles.count == 1)
        }
    }

    // MARK: What a stranger gets wrong

    @Test func aDirectoryThatIsNoRepositoryIsNamed() throws {
        try ManifestDirectory.lend(Self.files) { directory in
            let error = try GitDirectory(files: directory).error(at: "main")
            #expect(error.code == .notARepository)
            #expect(error.description.contains("is not a git repository") && error.description.contains("--path"))
            let missing = SpecLoader(tree: .git(repository: "/no/such/place", revision: "main"))
            #expect { _ = try missing.read() } throws: { ($0 as? SpecError)?.code == .pathMissing }
        }
    }

    @Test func theRepositoryAroundADirectoryIsSuggested() throws {
        try GitDirectory.lend(Self.files) { repository in
            let inner = SpecLoader(
                tree: .git(repository: repository.files.path.appending("profiles"), revision: "main")
            )
            #expect { _ = try inner.read() } throws: { error in
                let error = error as? SpecError
                return error?.code == .notARepository
                    && error?.suggestion?.contains(repository.files.path.string) == true
            }
        }
    }

    @Test func anUnknownRevisionIsMetWithTheNearestOne() throws {
        try GitDirectory.lend(Self.files) { repository in
            let error = try repository.error(at: "mian")
            #expect(error.code == .unknownRevision && error.suggestion == "did you mean 'main'?")
            #expect(try repository.error(at: "something-else").suggestion == "it has: main")
            #expect(try repository.error(at: "").code == .unknownRevision)
            #expect(try repository.error(at: "main:").code == .notACommit)
        }
    }

    @Test(arguments: ["main:profiles/dev.yaml", "main:profiles"])
    func whatIsNoCommitIsRefused(revision: String) throws {
        try GitDirectory.lend(Self.files) { repository in
            let error = try repository.error(at: revision)
            #expect(error.code == .notACommit && error.description.contains("not a commit"))
        }
    }

    @Test func anEmptyRepositoryIsToldToCommit() throws {
        try ManifestDirectory.lend { directory in
            let repository = GitDirectory(files: directory)
            try repository.git("init", "--quiet", "--initial-branch", "main")
            for revision in ["HEAD", "main"] {
                let error = try repository.error(at: revision)
                #expect(error.code == .unknownRevision && error.description.contains("no commit"))
            }
        }
    }

    @Test func aCommitWithoutReconcileYAMLIsToldToInit() throws {
        try GitDirectory.lend(Self.files) { repository in
            try repository.git("rm", "--quiet", "--cached", "reconcile.yaml")
            try repository.git("commit", "--quiet", "--message", "x")
            #expect(try repository.error(at: "main").code == .notInitialized)
        }
    }

    @Test func linksSubmodulesAndLargeFilesAreRefused() throws {
        try GitDirectory.lend(Self.files) { repository in
            try repository.files.link("profiles/link.yaml", to: "dev.yaml")
            try repository.files.write(String(repeating: "#", count: 2 << 20), to: "profiles/large.yaml")
            try repository.commit()
            let commit = try repository.git("rev-parse", "HEAD")
            try repository.git("update-index", "--add", "--cacheinfo", "160000,\(commit),profiles/module.yaml")
            try repository.git("commit", "--quiet", "--message", "module")
            guard case .failure(let report) = try repository.loader().read().result else { throw UnexpectedSuccess() }
            let codes = report.diagnostics.map { "\($0.location.file) \($0.code)" }
            #expect(
                codes == [
                    "profiles/large.yaml fileSize", "profiles/link.yaml unreadableFile",
                    "profiles/module.yaml unreadableFile",
                ]
            )
        }
    }

    @Test func aDamagedRepositoryIsNoDesiredState() throws {
        try GitDirectory.lend(Self.files) { repository in
            let blob = try repository.git("rev-parse", "main:profiles/dev.yaml")
            try repository.files.remove(".git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
            guard case .failure(let report) = try repository.loader().read().result else { throw UnexpectedSuccess() }
            #expect(report.diagnostics.allSatisfy { $0.location.file == "profiles/dev.yaml" })
        }
    }

    @Test func aRepositoryOfAnotherUserIsNotTrusted() throws {
        try GitDirectory.lend(Self.files) { repository in
            guard getuid() == 0 else { return }
            try #require(chown(repository.files.path.string, 12_345, 12_345) == 0)
            try #require(chown(repository.files.path.appending(".git").string, 12_345, 12_345) == 0)
            let error = try repository.error(at: "main")
            #expect(error.code == .untrustedRepository && error.description.contains("safe.directory"))
        }
    }
}
