import SystemPackage
import Testing
@testable import Watcher

/// Repositories as the `git` program makes and changes them.
@Suite struct RepositoryWatchTests {
    private static func lendRepository(_ body: (Sandbox) async throws -> Void) async throws {
        try await Sandbox.lend { sandbox in
            try sandbox.git("init", "--quiet", "team")
            try sandbox.git("-C", "team", "commit", "--quiet", "--allow-empty", "-m", "first")
            try sandbox.git("-C", "team", "commit", "--quiet", "--allow-empty", "-m", "second")
            try sandbox.git("-C", "team", "branch", "side", "HEAD~1")
            try await body(sandbox)
        }
    }

    private static let movements: [[String]] = [
        ["commit", "--allow-empty", "-m", "third"],
        ["commit", "--allow-empty", "--amend", "-m", "amended"],
        ["branch", "team/feature"],
        ["branch", "--delete", "--force", "side"],
        ["checkout", "side"],
        ["checkout", "--detach"],
        ["tag", "v1"],
        ["tag", "--annotate", "v2", "-m", "a tag"],
        ["reset", "--hard", "HEAD~1"],
        ["pack-refs", "--all", "--prune"],
        ["gc", "--quiet"],
        ["update-ref", "refs/heads/deep/er/still", "HEAD"],
    ]

    @Test(arguments: movements)
    func aMovementOfAReferenceIsNoticed(arguments: [String]) async throws {
        try await Self.lendRepository { sandbox in
            try await expectNotice(of: arguments.joined(separator: " "), at: .repository(sandbox.path("team"))) {
                try sandbox.git(["-C", "team"] + arguments)
            }
        }
    }

    @Test func aRepositoryIsFollowedThroughManyMovements() async throws {
        try await Self.lendRepository { sandbox in
            try await watching(.repository(sandbox.path("team"))) { signals in
                for round in 1...5 {
                    try sandbox.git("-C", "team", "checkout", "--quiet", "-b", "team/feature-\(round)/deep")
                    try await signals.wait(for: "branch \(round)")
                    try sandbox.git("-C", "team", "pack-refs", "--all", "--prune")
                    try await signals.wait(for: "packed references \(round)")
                    try sandbox.git("-C", "team", "commit", "--quiet", "--allow-empty", "-m", "\(round)")
                    try await signals.wait(for: "commit \(round)")
                }
            }
        }
    }

    @Test func workThatIsNotCommittedIsNoChange() async throws {
        try await Self.lendRepository { sandbox in
            try await watching(.repository(sandbox.path("team"))) { signals in
                for round in 1...5 {
                    try sandbox.write("\(round)", to: "team/dev.yaml")
                    try sandbox.git("-C", "team", "add", ".")
                    try sandbox.git("-C", "team", "status")
                    try sandbox.git("-C", "team", "hash-object", "-w", "dev.yaml")
                }
                #expect(signals.count == 1, "one for the start")
                try sandbox.git("-C", "team", "commit", "--quiet", "-m", "now")
                try await signals.wait(for: "the commit")
            }
        }
    }

    @Test func aPushToABareRepositoryIsNoticed() async throws {
        try await Self.lendRepository { sandbox in
            try sandbox.git("init", "--quiet", "--bare", "bare.git")
            try await watching(.repository(sandbox.path("bare.git"))) { signals in
                for round in 1...4 {
                    try sandbox.git("-C", "team", "commit", "--quiet", "--allow-empty", "-m", "\(round)")
                    try sandbox.git("-C", "team", "push", "--quiet", "../bare.git", "HEAD:refs/heads/main")
                    try await signals.wait(for: "push \(round)")
                }
            }
        }
    }

    @Test(arguments: ["linked", "team"])
    func aLinkedWorktreeNoticesCommitsInItselfAndInTheMainOne(committing: String) async throws {
        try await Self.lendRepository { sandbox in
            try sandbox.git("-C", "team", "worktree", "add", "--quiet", "../linked", "side")
            try await expectNotice(of: "a commit in \(committing)", at: .repository(sandbox.path("linked"))) {
                try sandbox.git("-C", committing, "commit", "--quiet", "--allow-empty", "-m", "third")
            }
        }
    }

    @Test func aSubmoduleNoticesItsOwnCommits() async throws {
        try await Self.lendRepository { sandbox in
            try sandbox.git("init", "--quiet", "outer")
            try sandbox.git(
                "-C",
                "outer",
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "--quiet",
                "add",
                "../team",
                "inner"
            )
            try await expectNotice(of: "a commit in the submodule", at: .repository(sandbox.path("outer/inner"))) {
                try sandbox.git("-C", "outer/inner", "commit", "--quiet", "--allow-empty", "-m", "third")
            }
        }
    }

    @Test func aRepositoryMayComeLaterAndBeMadeAnew() async throws {
        try await Sandbox.lend { sandbox in
            try await watching(.repository(sandbox.path("team"))) { signals in
                for round in 1...3 {
                    try sandbox.git("init", "--quiet", "team")
                    try await signals.wait(for: "the repository \(round)")
                    try sandbox.git("-C", "team", "commit", "--quiet", "--allow-empty", "-m", "\(round)")
                    try await signals.wait(for: "its first commit \(round)")
                    try sandbox.remove("team")
                    try await signals.wait(for: "its removal \(round)")
                }
            }
        }
    }

    @Test func aCheckoutIsNoticedInTheWorktreesDirectory() async throws {
        try await Self.lendRepository { sandbox in
            try sandbox.write("1", to: "team/dev.yaml")
            try sandbox.git("-C", "team", "add", ".")
            try sandbox.git("-C", "team", "commit", "--quiet", "-m", "third")
            try await expectNotice(of: "a checkout", at: .directory(sandbox.path("team"))) {
                try sandbox.git("-C", "team", "checkout", "--quiet", "HEAD~1")
            }
        }
    }
}
