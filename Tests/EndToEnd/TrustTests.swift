import FoundationEssentials
import SystemPackage
import Testing

extension OnTheEngine {
    /// Commits that somebody has to vouch for, and histories that must not go back.
    @Suite(.timeLimit(.minutes(5)))
    struct TrustTests {
        @Test func onlyASignedCommitIsPlannedAndApplied() async throws {
            try await Workbench.lend { bench in
                let alice = try await bench.makeKey("alice")
                let mallory = try await bench.makeKey("mallory")
                try bench.write("alice@example.org \(alice.publicKey)\n", to: "allowed")
                try bench.writeProfile(try bench.echoServer("one"))
                try await bench.commit("Nobody's")
                let trusting = [String].mainBranch + ["--trust", "allowed"]

                for command in [["validate"], ["plan"], ["apply", "--yes"], ["status"]] {
                    let unsigned = try await bench.command(command + trusting).run()
                    #expect(unsigned.status == 9 && unsigned.error.contains("is not signed"), "\(unsigned)")
                }
                try await bench.commit("Hers", signedWith: mallory.path)
                let stranger = try await bench.command(["apply", "--yes"] + trusting).run()
                #expect(stranger.status == 9 && stranger.error.contains("who may not sign"), "\(stranger)")
                #expect(try await bench.containers().isEmpty)
                try await bench.commit("Ours", signedWith: alice.path)
                let signed = try await bench.command(["apply", "--yes"] + trusting).run()
                #expect(signed.status == 0, "\(signed)")
                #expect(try await bench.containers().count == 1)
            }
        }

        @Test func openPGPKeysVouchForCommitsToo() async throws {
            try await Workbench.lend { bench in
                let key = try await bench.makeOpenPGPKey("alice")
                let sign = ["-c", "gpg.program=\(key.program)", "-c", "user.signingkey=alice@example.org"]
                let amend = ["commit", "--quiet", "--amend", "--no-edit", "--allow-empty", "-S"]
                try bench.writeProfile(try bench.echoServer("one"))
                try bench.write(key.publicKey, to: ".mcp/alice.asc")
                try bench.write(
                    """
                    apiVersion: mcp-reconcile.dev/v1
                    kind: Repository
                    owner: \(bench.owner)
                    trust: { commits: signed, openpgpKeys: [.mcp/alice.asc] }

                    """,
                    to: "reconcile.yaml"
                )
                try await bench.commit("Hers")
                try await bench.git(sign + amend)
                let first = try await bench.command(["apply", "--yes"] + .mainBranch).run()
                #expect(first.status == 0, "\(first)")

                try await bench.commit("Nobody's")
                let unsigned = try await bench.command(["plan"] + .mainBranch).run()
                #expect(unsigned.status == 9 && unsigned.error.contains("is not signed"), "\(unsigned)")
                try await bench.git(sign + amend)
                for trusting in [[], ["--trust", ".mcp/alice.asc"]] {
                    let plan = try await bench.command(["plan"] + .mainBranch + trusting).run()
                    #expect(plan.status == 0, "\(plan)")
                    #expect(plan.output.contains("verified by alice <alice@example.org> ("), "\(plan)")
                }
                try bench.write("", to: "nobody")
                let refused = try await bench.command(["plan"] + .mainBranch + ["--trust", "nobody"]).run()
                #expect(refused.status == 9 && refused.error.contains("no OpenPGP key may sign"), "\(refused)")
                try bench.write(key.publicKey.replacing("PUBLIC", with: "PRIVATE"), to: "private")
                let secret = try await bench.command(["plan"] + .mainBranch + ["--trust", "private"]).run()
                #expect(secret.status == 9 && secret.error.contains("a private key"), "\(secret)")
                try await bench.endOpenPGPAgent("alice")
            }
        }

        @Test func theListThatCountsIsThatOfTheCommitBefore() async throws {
            try await Workbench.lend { bench in
                let alice = try await bench.makeKey("alice")
                let mallory = try await bench.makeKey("mallory")
                try bench.writeTrustingProfile(try bench.echoServer("one"), signers: "alice \(alice.publicKey)")
                try await bench.commit("The first", signedWith: alice.path)
                let first = try await bench.command(["apply", "--yes"] + .mainBranch).run()
                #expect(first.status == 0, "\(first)")
                let known = try await bench.command(["status", "--format", "json"] + .mainBranch).run()
                #expect(known.status == 0 && known.output.contains(#""reason": "Signed""#), "\(known)")

                // Whoever can push changes the list, too, and signs with a key of the new one.
                try bench.writeTrustingProfile(
                    try bench.echoServer("one", arguments: ["--tools", "evil"]),
                    signers: "mallory \(mallory.publicKey)"
                )
                try await bench.commit("Trust me", signedWith: mallory.path)
                let plan = try await bench.command(["plan"] + .mainBranch).run()
                #expect(plan.status == 9, "\(plan)")
                let status = try await bench.command(["status"] + .mainBranch).run()
                let condition = "  SourceVerified  False  the commit "
                #expect(status.status == 9 && status.output.contains(condition), "\(status)")
                #expect(status.error.contains("' says who may sign"), "\(status)")
                let detailed = try await bench.command(
                    ["status", "--format", "json", "--detailed-exitcode"] + .mainBranch
                ).run()
                #expect(detailed.status == 9 && detailed.output.contains(#""reason": "Refused""#), "\(detailed)")
                let doctor = try await bench.command(["doctor"] + .mainBranch).run()
                #expect(doctor.status == 1 && doctor.output.contains("problem  trust "), "\(doctor)")
                let forged = try await bench.command(["apply", "--yes", "--allow", "rewind,widen-tools"] + .mainBranch)
                    .run()
                #expect(forged.status == 9 && forged.error.contains("allowed_signers of"), "\(forged)")

                // The one who may sign hands over; from then on it is the other's list.
                try await bench.commit("Hand over", signedWith: alice.path)
                let handed = try await bench.command(["apply", "--yes", "--allow", "widen-tools"] + .mainBranch).run()
                #expect(handed.status == 0, "\(handed)")
                try await bench.commit("Mine now", signedWith: mallory.path)
                let plan2 = try await bench.command(["plan"] + .mainBranch).run()
                #expect(plan2.status == 0, "\(plan2)")
            }
        }

        @Test func goingBackNeedsConsent() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                let first = try await bench.commit("One")
                try bench.writeProfile(try bench.echoServer("one", arguments: ["--tools", "echo"]))
                try await bench.commit("Two")
                #expect(try await bench.command(["apply", "--yes"] + .mainBranch).run().status == 0)

                let back = ["--repo", ".", "--ref", first]
                let plan = try await bench.command(["plan"] + back).run()
                #expect(plan.status == 0 && plan.output.contains("--allow rewind"), "\(plan)")
                let refused = try await bench.command(["apply", "--yes", "--allow", "widen-tools"] + back).run()
                #expect(refused.status == 4 && refused.error.contains("--allow rewind"), "\(refused)")
                let agreed = try await bench.command(["apply", "--yes", "--allow", "rewind,widen-tools"] + back).run()
                #expect(agreed.status == 0, "\(agreed)")
            }
        }

        @Test func aForcePushAndAnUnsignedCommitLeaveAGatewayAsItIs() async throws {
            try await Workbench.lend { bench in
                let alice = try await bench.makeKey("alice")
                try bench.writeTrustingProfile(try bench.echoServer("one"), signers: "alice \(alice.publicKey)")
                let first = try await bench.commit("One", signedWith: alice.path)
                let echo = try bench.echoServer("one", arguments: ["--tools", "echo,second"])
                try bench.writeTrustingProfile(echo, signers: "alice \(alice.publicKey)")
                try await bench.commit("Two", signedWith: alice.path)
                try await bench.withGateway(source: .mainBranch) { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    _ = try await client.play("surface", "second")
                    let before = try await bench.containers()

                    try await bench.git("reset", "--quiet", "--hard", first)
                    let rewound = try await gateway.companion.line(containing: "refused")
                    #expect(rewound.contains("does not build on"), "\(rewound)")
                    try await bench.git("reset", "--quiet", "--hard", "ORIG_HEAD")
                    try bench.writeTrustingProfile(
                        try bench.echoServer("one", arguments: ["--tools", "third"]),
                        signers: "alice \(alice.publicKey)"
                    )
                    try await bench.commit("Three")
                    let unsigned = try await gateway.companion.line(containing: "refused")
                    #expect(unsigned.contains("is not signed"), "\(unsigned)")
                    #expect(try await bench.containers() == before)

                    try await bench.git("commit", "--quiet", "--amend", "--no-edit", "-S", signedWith: alice.path)
                    _ = try await client.play("surface", "third")
                }
            }
        }

        @Test func aGatewayDoesNotBeginWithACommitThatIsRefused() async throws {
            try await Workbench.lend { bench in
                try bench.write("", to: "allowed")
                try bench.writeProfile(try bench.echoServer("one"))
                try await bench.commit()
                for command in [["gateway", "run", "--profile", "dev"], ["watch"]] {
                    let result = try await bench.command(command + .mainBranch + ["--trust", "allowed"]).run()
                    #expect(result.status == 9, "\(result)")
                }
                #expect(try await bench.containers().isEmpty)
            }
        }

        @Test func aListThatIsMissingIsAMistakeInTheManifests() async throws {
            try await Workbench.lend { bench in
                try bench.writeTrustingProfile(try bench.echoServer("one"), signers: nil)
                let result = try await bench.program("validate")
                #expect(result.status == 3 && result.error.contains("reconcile.yaml:4:"), "\(result)")
                #expect(result.error.contains("allowed signers"))
            }
        }
    }
}

extension Workbench {
    /// As ``writeProfile(_:gateway:)``, with a demand that later commits are signed.
    fileprivate func writeTrustingProfile(_ server: String, signers: String?) throws {
        try writeProfile(server)
        if let signers { try write(signers + "\n", to: ".mcp/allowed_signers") }
        try write(
            """
            apiVersion: mcp-reconcile.dev/v1
            kind: Repository
            owner: \(owner)
            trust: { commits: signed, allowedSigners: .mcp/allowed_signers }

            """,
            to: "reconcile.yaml"
        )
    }

    /// As ``commit(_:)``, signed by an SSH key.
    @discardableResult
    fileprivate func commit(_ message: String, signedWith key: String) async throws -> String {
        try await commit(message)
        return try await git("commit", "--quiet", "--amend", "--no-edit", "--allow-empty", "-S", signedWith: key)
    }

    /// Makes an OpenPGP key, and a program that is gpg with it.
    fileprivate func makeOpenPGPKey(_ name: String) async throws -> (program: String, publicKey: String) {
        let (home, program) = (path("gnupg-\(name)"), path("gpg-\(name)"))
        try FileManager.default.createDirectory(
            atPath: home,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        // Another process writes it: no child of a test beside this one can have it open for writing when it is to run.
        let text = "#!/bin/sh\nexec gpg --homedir '\(home)' --batch --pinentry-mode loopback --passphrase '' \"$@\"\n"
        let written = try await Command(
            executable: "/bin/sh",
            arguments: ["-c", #"printf '%s' "$1" >"$0" && chmod 700 "$0""#, program, text]
        ).run()
        guard written.status == 0 else { throw UnexpectedResult(of: "sh", written) }
        let id = "\(name) <\(name)@example.org>"
        let made = try await Command(
            executable: FilePath(program),
            arguments: ["--quick-generate-key", id, "ed25519", "sign", "never"]
        ).run()
        guard made.status == 0 else { throw UnexpectedResult(of: "gpg", made) }
        let shown = try await Command(executable: FilePath(program), arguments: ["--armor", "--export"]).run()
        return (program, shown.output)
    }

    /// The agent that gpg starts for a key.
    fileprivate func endOpenPGPAgent(_ name: String) async throws {
        let arguments = ["--homedir", path("gnupg-\(name)"), "--kill", "all"]
        _ = try await Command(executable: "/usr/bin/gpgconf", arguments: arguments).run()
    }

    @discardableResult
    fileprivate func git(_ arguments: String..., signedWith key: String) async throws -> String {
        let settings = ["-c", "gpg.format=ssh", "-c", "user.signingkey=\(key)"]
        try await git(settings + arguments)
        return try await git("rev-parse", "HEAD").filter { $0 != "\n" }
    }
}
