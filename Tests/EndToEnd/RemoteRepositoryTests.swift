import FoundationEssentials
import SystemPackage
import Testing

/// Manifests on another machine: nothing of these tests needs an engine.
@Suite(.timeLimit(.minutes(3)))
struct RemoteRepositoryTests {
    private static let token = "open-sesame-7f3a"

    @Test func aTokenOpensARepositoryOverHTTPSAndIsShownNowhere() async throws {
        try await Workbench.lend { bench in
            let root = try await bench.makeServed()
            try bench.writeProfile(try bench.echoServer("one"))
            try await bench.publish()
            try await GitServer.lend("https", root, Self.token) { server in
                let source = ["--repo", "https://localhost:\(server.port)/team.git", "--ref", "main"]
                let trusted = ["SSL_CERT_FILE": server.file]
                let credentials = trusted.merging(["MCP_RECONCILE_GIT_TOKEN": Self.token]) { _, new in new }
                let wrong = trusted.merging(["MCP_RECONCILE_GIT_TOKEN": "wrong-\(Self.token)"]) { _, new in new }

                let stranger = try await bench.command(["validate"] + source, environment: [:]).run()
                #expect(stranger.status == 9, "\(stranger)")
                #expect(stranger.error.contains("certificate of localhost is not trusted"))
                let closed = try await bench.command(["validate"] + source, environment: trusted).run()
                #expect(closed.status == 1 && closed.error.contains("MCP_RECONCILE_GIT_TOKEN"), "\(closed)")
                let refused = try await bench.command(["validate"] + source, environment: wrong).run()
                #expect(refused.status == 1 && refused.error.contains("refuses"), "\(refused)")
                let opened = try await bench.command(["validate"] + source, environment: credentials).run()
                #expect(opened.status == 0 && opened.output == "Valid: 1 profiles, 1 servers.\n", "\(opened)")
                for result in [stranger, closed, refused, opened] { #expect(!result.description.contains(Self.token)) }
            }
        }
    }

    @Test func plansCompareCommitsOfAnotherMachineWithoutAnEngine() async throws {
        try await Workbench.lend { bench in
            let root = try await bench.makeServed()
            try bench.writeProfile(try bench.echoServer("one"))
            try await bench.publish()
            let first = try await bench.git("rev-parse", "HEAD").filter { $0 != "\n" }
            try bench.writeProfile(try bench.echoServer("one"), try bench.echoServer("two"))
            try await bench.publish()
            try await GitServer.lend("https", root) { server in
                let address = "https://localhost:\(server.port)/team.git"
                let arguments = ["plan", "--repo", address, "--ref", "main", "--against", first, "--format", "json"]
                let plan = try await bench.command(arguments, environment: ["SSL_CERT_FILE": server.file]).run()
                #expect(plan.status == 0, "\(plan)")
                #expect(plan.output.contains(#""place": "\#(address)""#), "\(plan)")
                #expect(plan.output.contains("dev/two"))
            }
        }
    }

    @Test func redirectsToAnotherHostAreNotFollowed() async throws {
        try await Workbench.lend { bench in
            let root = try await bench.makeServed()
            try bench.writeProfile()
            try await bench.publish()
            try await GitServer.lend("https", root) { target in
                try await GitServer.lend("redirect", root, "https://127.0.0.1:\(target.port)") { server in
                    let result = try await bench.program(
                        "validate",
                        "--repo",
                        "https://localhost:\(server.port)/team.git",
                        environment: ["SSL_CERT_FILE": server.file, "MCP_RECONCILE_GIT_TOKEN": Self.token]
                    )
                    #expect(result.status == 1 && result.error.contains("redirect"), "\(result)")
                }
            }
        }
    }

    @Test func sshNeedsAKnownHostAndAPrivateKey() async throws {
        try await Workbench.lend { bench in
            let root = try await bench.makeServed()
            try bench.writeProfile(try bench.echoServer("one"))
            try await bench.publish()
            let key = try await bench.makeKey("deploy")
            try await GitServer.lend("ssh", root, key.publicKey) { server in
                let repo = ["validate", "--repo", "ssh://\(server.user)@127.0.0.1:\(server.port)/team.git"]
                let known = repo + ["--known-hosts", server.file]
                let environment = [
                    "MCP_RECONCILE_GIT_SSH_KEY": key.path, "HOME": bench.path("home"), "SSH_AUTH_SOCK": "",
                ]

                let stranger = try await bench.command(repo, environment: environment).run()
                #expect(stranger.status == 9 && stranger.error.contains("ssh-ed25519 SHA256:"), "\(stranger)")
                let opened = try await bench.command(known, environment: environment).run()
                #expect(opened.status == 0, "\(opened)")
                let agentless = environment.merging(["MCP_RECONCILE_GIT_SSH_KEY": ""]) { _, new in new }
                let without = try await bench.command(known, environment: agentless).run()
                #expect(without.status == 1 && without.error.contains("SSH key"), "\(without)")
                let stranger2 = try await bench.makeKey("stranger")
                let others = environment.merging(["MCP_RECONCILE_GIT_SSH_KEY": stranger2.path]) { _, new in new }
                let refused = try await bench.command(known, environment: others).run()
                #expect(refused.status == 1 && refused.error.contains("refuses"), "\(refused)")

                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key.path)
                let open = try await bench.command(known, environment: environment).run()
                #expect(open.status == 1 && open.error.contains("can be read by others"), "\(open)")
                let forged = try String(contentsOfFile: server.file, encoding: .utf8).replacing("AAAAI", with: "AAAAJ")
                try bench.write(forged, to: "forged_hosts")
                let changed = try await bench.command(
                    repo + ["--known-hosts", "forged_hosts"],
                    environment: environment
                ).run()
                #expect(changed.status == 9, "\(changed)")
            }
        }
    }

    @Test func aServerThatSaysNothingEndsTheFetchAtItsDeadline() async throws {
        try await Workbench.lend { bench in
            try await GitServer.lend("silent") { server in
                let request =
                    #"{"address":"https://localhost:\#(server.port)/a.git","reference":"main","cache":"\#(bench.path("cache/git"))"}"#
                let result = try await Command(
                    executable: "/bin/sh",
                    arguments: [
                        "-c", #"printf %s "$1" | "$0" fetch-git --deadline 1"#, Installation.program.string, request,
                    ]
                ).run()
                // 128 and SIGALRM.
                #expect(result.status == 142, "\(result)")
            }
        }
    }

    @Test(arguments: [
        (["--repo", "https://user:secret@localhost/a.git"], "credentials in it"),
        (["--repo", "http://localhost/a.git"], "not protected"),
        (["--repo", "https://localhost/a.git", "--ref", "main~1"], "a branch, a tag or a commit's id"),
        (["--repo", ".", "--known-hosts", "x"], "--known-hosts"),
    ])
    func whatCannotBeFetchedIsWrongUsage(arguments: [String], words: String) async throws {
        try await Workbench.lend { bench in
            let result = try await bench.command(["validate"] + arguments).run()
            #expect(result.status == 64 && result.error.contains(words), "\(result)")
            #expect(!result.description.contains("secret"))
        }
    }
}

extension Workbench {
    /// A key pair of SSH without a passphrase.
    func makeKey(_ name: String, kind: String = "ed25519") async throws -> (path: String, publicKey: String) {
        let file = path("keys-\(name)")
        let made = try await Command(
            executable: "/usr/bin/ssh-keygen",
            arguments: ["-q", "-t", kind, "-N", "", "-C", name, "-f", file]
        ).run()
        guard made.status == 0 else { throw UnexpectedResult(of: "ssh-keygen", made) }
        return (file, try String(contentsOfFile: file + ".pub", encoding: .utf8).filter { $0 != "\n" })
    }
}
