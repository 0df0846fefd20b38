import Glibc
import SystemPackage
import Testing

@testable import Spec

@Suite struct DirectoryTreeTests {
    private static let good = profile("  - { name: a, ref: \"docker://a\" }")

    private static func error(_ tree: ManifestTree, _ profiles: ProfileSelection = .all) throws -> SpecError {
        do {
            _ = try SpecLoader(tree: tree, profiles: profiles).read()
        } catch {
            return error
        }
        throw UnexpectedSuccess()
    }

    @Test func aMissingPathIsNamed() throws {
        let error = try Self.error(.directory("/no/such/directory"))
        #expect(error.code == .pathMissing && error.description.contains("/no/such/directory"))
        let file = try Self.error(.profileFile("no-such.yaml"))
        #expect(file.code == .pathMissing && file.description.contains("no-such.yaml"))
    }

    @Test func filesAndDirectoriesAreNotConfused() throws {
        try ManifestDirectory.lend(["profiles/dev.yaml": Self.good]) { directory in
            let swapped = try Self.error(.directory(directory.path.appending("reconcile.yaml"))).code
            #expect(swapped == .wrongKindOfFile)
            let reversed = try Self.error(.profileFile(directory.path.appending("profiles"))).code
            #expect(reversed == .wrongKindOfFile)
        }
    }

    @Test func aDirectoryWithoutReconcileYAMLIsToldToInit() throws {
        try ManifestDirectory.lend(["profiles/dev.yaml": Self.good, "reconcile.yml": ""], repository: nil) {
            directory in
            let error = try Self.error(.directory(directory.path))
            #expect(error.code == .notInitialized)
            #expect(error.description.contains("mcp-reconcile init") && error.description.contains("reconcile.yml"))
        }
    }

    @Test func onlyVisibleYAMLFilesOfTheDirectoryAreProfiles() throws {
        let files = [
            "profiles/a.yaml": profile("  []", name: "a"), "profiles/b.yml": profile("  []", name: "b"),
            "profiles/.hidden.yaml": "[", "profiles/notes.txt": "[", "profiles/sub/c.yaml": "[", "other/d.yaml": "[",
        ]
        let names = try ManifestDirectory.lend(files) { try $0.loader.load().profiles.map(\.name.text) }
        #expect(names == ["a", "b"])
    }

    @Test(arguments: [[:], ["profiles/readme.txt": "x"]] as [[String: String]])
    func aTreeWithoutProfilesIsNoWishToRemoveEverything(files: [String: String]) throws {
        #expect(try ManifestDirectory.lend(files) { try $0.diagnostics() }.map(\.code) == [.noProfile])
    }

    @Test func linksAreFollowedWithinTheTreeOnly() throws {
        try ManifestDirectory.lend(["real/clock.yaml": "image: a"]) { directory in
            try directory.write(profile("  - { name: a, ref: \"file://servers/clock.yaml\" }"), to: "profiles/dev.yaml")
            try directory.link("servers", to: "real")
            #expect(try directory.servers().count == 1)

            try directory.remove("servers")
            try ManifestDirectory.lend(["clock.yaml": "image: a"]) { outside in
                try directory.link("servers", to: outside.path.string)
                #expect(try directory.diagnostics().map(\.code) == [.outsideTree])
            }
        }
    }

    @Test func aPipeInPlaceOfAFileDoesNotHoldTheProgram() throws {
        try ManifestDirectory.lend(["profiles/dev.yaml": Self.good]) { directory in
            let pipe = directory.path.appending("profiles/pipe.yaml").string
            try #require(mkfifo(pipe, 0o600) == 0)
            #expect(try directory.diagnostics().map(\.code) == [.unreadableFile])
        }
    }

    @Test func aDirectoryInPlaceOfAFileIsReported() throws {
        let files = ["profiles/dev.yaml/x": "", "profiles/ok.yaml": Self.good]
        #expect(try ManifestDirectory.lend(files) { try $0.diagnostics() }.map(\.code) == [.unreadableFile])
    }

    @Test func anOversizedFileIsReportedWithoutBeingRead() throws {
        let files = ["profiles/dev.yaml": String(repeating: "#", count: 2 << 20)]
        #expect(try ManifestDirectory.lend(files) { try $0.diagnostics() }.map(\.code) == [.fileSize])
    }

    @Test func badUTF8OfAFileIsReportedWithItsPlace() throws {
        try ManifestDirectory.lend { directory in
            try directory.write(Array(Self.good.utf8) + [0x0A, 0x23, 0xC0], to: "profiles/dev.yaml")
            let diagnostic = try #require(try directory.diagnostics().first)
            #expect(diagnostic.code == .encoding && diagnostic.location.line == 7 && diagnostic.location.column == 2)
        }
    }

    @Test func relativeMountsStartAtTheTree() throws {
        let text = profile("  - { name: a, ref: \"docker://a\", mounts: [ { source: ./data, target: /data } ] }")
        try ManifestDirectory.lend(["profiles/dev.yaml": text]) { directory in
            let expected = Mount.Source.bind(directory.path.appending("data").string)
            #expect(try directory.servers()[0].mounts.map(\.source) == [expected])
            let file = directory.path.appending("profiles/dev.yaml")
            let alone = try SpecLoader(tree: .profileFile(file)).load()
            #expect(alone.profiles[0].servers[0].mounts.map(\.source) == [expected])
        }
    }

    // MARK: Selection

    @Test func oneProfileIsSelectedByItsName() throws {
        let files = ["profiles/a.yaml": profile("  []", name: "one"), "profiles/b.yaml": profile("  []", name: "two")]
        try ManifestDirectory.lend(files) { directory in
            let name = try #require(ProfileName("two"))
            let desired = try SpecLoader(tree: .directory(directory.path), profiles: .named(name)).load()
            #expect(desired.profiles.map(\.name) == [name] && !desired.isComplete)
            let error = try Self.error(.directory(directory.path), .named(try #require(ProfileName("tow"))))
            #expect(error.code == .unknownProfile && error.description.contains("did you mean 'two'?"))
        }
    }

    @Test func aMistakeInAnotherProfileSparesNobody() throws {
        let files = ["profiles/a.yaml": Self.good, "profiles/b.yaml": "["]
        try ManifestDirectory.lend(files) { directory in
            let name = try #require(ProfileName("dev"))
            #expect(throws: LoadFailure.self) {
                try SpecLoader(tree: .directory(directory.path), profiles: .named(name)).load()
            }
        }
    }

    // MARK: A single file

    @Test(arguments: ["profiles/dev.yaml", "dev.yaml"])
    func aFileTakesItsOwnerFromBesideOrAbove(file: String) throws {
        try ManifestDirectory.lend([file: Self.good]) { directory in
            let desired = try SpecLoader(tree: .profileFile(directory.path.appending(file))).load()
            #expect(desired.owner.text == ManifestDirectory.owner && !desired.isComplete)
            #expect(desired.profiles[0].declaredAt.file == file)
        }
    }

    @Test func aFileOnItsOwnHasAnOwnerOfItsOwn() throws {
        let files = ["a.yaml": Self.good, "b.yaml": Self.good, "x/clock.yaml": "image: a"]
        try ManifestDirectory.lend(files, repository: nil) { directory in
            func owner(_ file: String) throws -> String {
                try SpecLoader(tree: .profileFile(directory.path.appending(file))).load().owner.text
            }
            let plain = try owner("a.yaml")
            let same = try owner("x/../a.yaml")
            #expect(plain == same)
            let again = try owner("a.yaml")
            let other = try owner("b.yaml")
            #expect(again != other)
            let form = try owner("a.yaml").wholeMatch(of: /.{14}8.{4}[89ab].{16}/)
            #expect(form != nil)
        }
    }

    @Test func otherProfilesDoNotConcernASingleFile() throws {
        let files = ["profiles/dev.yaml": Self.good, "profiles/bad.yaml": "["]
        try ManifestDirectory.lend(files) { directory in
            let tree = ManifestTree.profileFile(directory.path.appending("profiles/dev.yaml"))
            let count = try SpecLoader(tree: tree).load().profiles.count
            #expect(count == 1)
        }
    }
}
