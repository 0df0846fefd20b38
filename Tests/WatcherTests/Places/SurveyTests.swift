import SystemPackage
import Testing
@testable import Watcher

@Suite struct SurveyTests {
    @Test func everyNameOnTheWayIsNoted() async throws {
        try await Sandbox.lend { sandbox in
            try sandbox.makeDirectory("a/b")
            try sandbox.write("", to: "a/b/dev.yaml")
            var survey = Survey()
            #expect(survey.follow(sandbox.path("a/./b/../b/dev.yaml")) == sandbox.path("a/b/dev.yaml"))
            #expect(survey.interests[sandbox.path("a/b")]?.names == ["dev.yaml"])
            #expect(survey.interests[sandbox.path("a")]?.names == ["b"])
            #expect(survey.interests[sandbox.root]?.names == ["a"])
            #expect(survey.interests["/"]?.names.count == 1)
            let whole = survey.interests.filter(\.value.isEverything)
            #expect(whole.isEmpty)
        }
    }

    @Test func linksAreFollowedOneByOne() async throws {
        try await Sandbox.lend { sandbox in
            try sandbox.makeDirectory("..v1/deep")
            try sandbox.makeDirectory("elsewhere")
            try sandbox.write("", to: "elsewhere/dev.yaml")
            try sandbox.link("..v1/deep/dev.yaml", to: sandbox.path("elsewhere/dev.yaml").string)
            try sandbox.link("..data", to: "..v1")
            try sandbox.link("dev.yaml", to: "..data/deep/../deep/dev.yaml")
            var survey = Survey()
            #expect(survey.follow(sandbox.path("dev.yaml")) == sandbox.path("elsewhere/dev.yaml"))
            #expect(survey.interests[sandbox.root]?.names == ["dev.yaml", "..data", "..v1", "elsewhere"])
            #expect(survey.interests[sandbox.path("..v1")]?.names == ["deep"])
            #expect(survey.interests[sandbox.path("..v1/deep")]?.names == ["dev.yaml"])
            #expect(survey.interests[sandbox.path("elsewhere")]?.names == ["dev.yaml"])
        }
    }

    @Test func aLoopOfLinksLeadsNowhere() async throws {
        try await Sandbox.lend { sandbox in
            try sandbox.link("a", to: "b")
            try sandbox.link("b", to: "a")
            var survey = Survey()
            #expect(survey.follow(sandbox.path("a")) == nil)
            #expect(survey.interests[sandbox.root]?.names == ["a", "b"])
        }
    }

    @Test func theNameThatIsMissingIsWaitedFor() async throws {
        try await Sandbox.lend { sandbox in
            try sandbox.link("team", to: "later/manifests")
            var survey = Survey()
            #expect(survey.follow(sandbox.path("team/dev.yaml")) == nil)
            #expect(survey.interests[sandbox.root]?.names == ["team", "later"])
        }
    }

    @Test func aTreeIsNotedWithoutTheDirectoriesOfTools() async throws {
        try await Sandbox.lend { sandbox in
            for path in ["profiles/deep", ".git/objects/00", ".cache/x", "..2026_01/y"] {
                try sandbox.makeDirectory(path)
            }
            try sandbox.link("profiles/up", to: "..")
            let everything = WatchedPlace.directory(sandbox.root).survey().interests.filter(\.value.isEverything)
            let expected = ["", "profiles", "profiles/deep", "..2026_01", "..2026_01/y"]
            #expect(Set(everything.keys) == Set(expected.map { $0.isEmpty ? sandbox.root : sandbox.path($0) }))
        }
    }

    @Test func aTreeIsBounded() async throws {
        try await Sandbox.lend { sandbox in
            for number in 0..<(Survey.maximumDirectories + 100) { try sandbox.makeDirectory("d\(number)") }
            let survey = WatchedPlace.directory(sandbox.root).survey()
            #expect(survey.interests.count == Survey.maximumDirectories)
        }
    }

    @Test func aLinkedWorktreeHasItsHeadAndTheCommonReferences() async throws {
        try await Sandbox.lend { sandbox in
            try sandbox.git("init", "--quiet", "main")
            try sandbox.git("-C", "main", "commit", "--quiet", "--allow-empty", "-m", "first")
            try sandbox.git("-C", "main", "worktree", "add", "--quiet", "../linked", "-b", "side")
            let interests = WatchedPlace.repository(sandbox.path("linked")).survey().interests
            let own = try #require(interests[sandbox.path("main/.git/worktrees/linked")])
            #expect(own.names.contains("HEAD"))
            let common = try #require(interests[sandbox.path("main/.git")])
            #expect(common.names.isSuperset(of: ["HEAD", "packed-refs", "refs"]))
            #expect(!common.covers("index") && !common.covers("COMMIT_EDITMSG"))
            #expect(interests[sandbox.path("main/.git/refs/heads")]?.isEverything == true)
        }
    }

    @Test func aFingerprintChangesWithTheContentThatMattersAlone() async throws {
        try await Sandbox.lend { sandbox in
            try sandbox.makeDirectory("profiles")
            try sandbox.write("1", to: "profiles/dev.yaml")
            let place = WatchedPlace.file(sandbox.path("profiles/dev.yaml"))
            let before = place.survey().fingerprint
            try sandbox.write("other", to: "profiles/other.yaml")
            #expect(place.survey().fingerprint == before)
            try sandbox.replace("profiles/dev.yaml", with: "2")
            let replaced = place.survey().fingerprint
            #expect(replaced != before)
            try sandbox.remove("profiles/dev.yaml")
            #expect(place.survey().fingerprint != replaced)
        }
    }
}
