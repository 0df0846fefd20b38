import SystemPackage
import Testing

@testable import Spec

@Suite struct MountTests {
    private static func located(_ text: String) -> Located<String> {
        Located(text, at: Spec.SourceLocation(file: "a.yaml", line: 1, column: 1))
    }

    private static func mount(
        _ source: String,
        _ target: String = "/data",
        in directory: FilePath? = "/srv/tree"
    ) throws(Diagnostic) -> Mount {
        let declaration = MountDeclaration(source: located(source), target: located(target), isReadOnly: true)
        return try MountResolver(workingDirectory: directory).mount(declaration)
    }

    @Test(
        arguments: [
            ("/srv/x", .bind("/srv/x")), ("/srv//x/./y/", .bind("/srv/x/y")), ("./data", .bind("/srv/tree/data")),
            ("data/sub", .bind("/srv/tree/data/sub")), ("../other", .bind("/srv/other")), (".", .bind("/srv/tree")),
            ("cache", .volume("cache")), ("my-vol_1.x", .volume("my-vol_1.x")),
        ] as [(String, Mount.Source)]
    )
    func sources(text: String, expected: Mount.Source) throws {
        #expect(try Self.mount(text).source == expected)
    }

    @Test(arguments: [
        "/", "//", "/.", "/var", "/var/run", "/var/run/", "/run", "/var/run/docker.sock", "/run/docker.sock",
        "/srv/../var/run/docker.sock", "/run/containerd/containerd.sock", "/run/containerd", "/run/podman/podman.sock",
        "/run/user/1000/podman/podman.sock", "/run/user/1000", "/home/me/.docker/run/docker.sock", "../../var/run",
        "../..", "/run/crio/crio.sock",
    ])
    func theEnginesSocketIsNeverMounted(source: String) {
        #expect { try Self.mount(source) } throws: { ($0 as? Diagnostic)?.code == .forbiddenMount }
    }

    @Test func aLinkToASocketAndADirectoryWithOneAreFound() throws {
        try ManifestDirectory.lend { directory in
            try directory.write("", to: "hidden/docker.sock")
            try directory.link("innocent", to: "hidden/docker.sock")
            try directory.link("root", to: "/")
            for source in ["hidden", "innocent", "root"] {
                #expect { try Self.mount("./\(source)", in: directory.path) } throws: {
                    ($0 as? Diagnostic)?.code == .forbiddenMount
                }
            }
        }
    }

    @Test(arguments: ["", "data", "./data", "/", "/a/../..", "/data/../etc", "/proc", "/tmp", "/tmp/"])
    func targetsAreAbsoluteAndTheirOwn(target: String) {
        #expect { try Self.mount("/srv/x", target) } throws: { ($0 as? Diagnostic)?.code == .mountTarget }
    }

    @Test(arguments: ["~/data", "~", "a\u{0}b", ""])
    func whatIsNoSourceIsRefused(source: String) {
        #expect(throws: Diagnostic.self) { try Self.mount(source, in: nil) }
    }

    @Test func aBareRepositoryHasNoPlaceForRelativeSources() {
        #expect { try Self.mount("./data", in: nil) } throws: { ($0 as? Diagnostic)?.code == .mountWithoutDirectory }
    }

    @Test(arguments: [
        ("/a:/b", true), ("/a:/b:ro", true), ("/a:/b:rw", false), ("vol:/b", false), ("vol:/b:ro", true),
        ("./a:/b", true),
    ])
    func volumesAreReadOnlyUnlessTheyAreNamedOrSaidNotToBe(volume: String, isReadOnly: Bool) throws {
        let mount = try MountResolver(workingDirectory: "/srv").mount(volume: Self.located(volume))
        #expect(mount.isReadOnly == isReadOnly && mount.target == "/b")
    }

    @Test(arguments: ["", "/a", ":/b", "/a:", "/a:b", "/a:/b:z", "/a:/b:ro:x", "C:\\x:/b", "/run/docker.sock:/x"])
    func badVolumesAreRefused(volume: String) {
        #expect(throws: Diagnostic.self) {
            try MountResolver(workingDirectory: "/srv").mount(volume: Self.located(volume))
        }
    }

    @Test func twoMountsHaveTwoTargets() throws {
        let source = MarkedSource(
            profile(
                "  - { name: a, ref: \"docker://a\", mounts: [ { source: v, target: ‹/x› }, { source: w, target: «/x/» } ] }"
            )
        )
        let diagnostics = try ManifestDirectory.lend(["profiles/dev.yaml": source.text]) { try $0.diagnostics() }
        #expect(diagnostics.map(\.code) == [.duplicateMount])
        #expect(diagnostics.first?.location == source.location(in: "profiles/dev.yaml"))
        #expect(diagnostics.first?.related?.location == source.related(in: "profiles/dev.yaml"))
    }
}
