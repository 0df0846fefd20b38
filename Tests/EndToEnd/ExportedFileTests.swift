import Foundation
import SystemPackage
import Testing

/// What `profile export --out` says of a file that it cannot write.
@Suite(.timeLimit(.minutes(2)))
struct ExportedFileTests {
    private static func export(_ bench: PlanBench, to file: String) async throws -> CommandResult {
        try await bench.program("profile", "export", "dev", "--out", file)
    }

    @Test(arguments: [
        ("reconcile.yaml", "it is there already, and is not written over"),
        ("profiles", "it is there already, and is not written over"),
        ("none/dev.yaml", "there is no directory 'none'"),
        ("reconcile.yaml/dev.yaml", "'reconcile.yaml' is no directory"),
        (String(repeating: "x", count: 300), "the name is too long"),
    ])
    func theTrueReasonIsSaid(file: String, reason: String) async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": ""])
            let before = try bench.text(of: "reconcile.yaml")
            let refused = try await Self.export(bench, to: file)
            #expect(refused.status == 1, "\(refused)")
            #expect(refused.error.contains("mcp-reconcile: '\(file)' cannot be written: \(reason)\n"), "\(refused)")
            #expect(try bench.text(of: "reconcile.yaml") == before)
            let written = try await Self.export(bench, to: "new.yaml")
            #expect(written.status == 0, "\(written)")
            #expect(try bench.text(of: "new.yaml").contains("servers:"))
        }
    }

    @Test(.enabled(if: getuid() != 0, "root may write everywhere"))
    func whoMayNotWriteIsToldSo() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": ""])
            let place = bench.directory.appending("closed").string
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
            try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: place)
            let refused = try await Self.export(bench, to: "closed/dev.yaml")
            #expect(refused.status == 1 && refused.error.contains("this user may not write in 'closed'"), "\(refused)")
        }
    }

    /// A shell's limit is the only disk that a test can fill; what was written of the file is gone again.
    @Test func whatDoesNotFitIsNotLeftBehind() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": ""])
            let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" profile export dev --out dev.yaml"
            let refused = try await Command(
                executable: "/bin/bash",
                arguments: ["-c", script, Installation.program.string],
                workingDirectory: bench.directory
            ).run()
            #expect(refused.status == 1, "\(refused)")
            #expect(refused.error.contains("'dev.yaml' cannot be written: it would be larger than"), "\(refused)")
            #expect(!FileManager.default.fileExists(atPath: bench.directory.appending("dev.yaml").string))
        }
    }
}
