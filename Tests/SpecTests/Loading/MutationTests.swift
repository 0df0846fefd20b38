import SystemPackage
import Testing

@testable import Spec

/// Manifests damaged at random: whatever comes in, the answer is a state or diagnostics that can be shown.
@Suite struct MutationTests {
    private static let sources = [
        profile(
            """
              - name: clock
                ref: file://servers/clock.yaml
                tools: { allow: ["get_*"], deny: [x], rename: { a: b } }
                config: { clock: { zone: "Europe/Paris", list: [1, 2.5, true] } }
                mounts: [ { source: ./data, target: /data, readOnly: true } ]
                timeouts: { start: 30s, call: 60s, idle: 10m }
                env: &anchor { A: "{{clock.zone|or:x}}", B: $A }
              - { name: two, ref: "docker://two:1@sha256:00", env: *anchor, network: bridge, user: 12 }
            """
        ),
        """
        name: clock
        image: a/b:c
        command: ["{{clock.zone}}", "{{clock.list|volume}}", '{"a": {"b": 1}}', "$A"]
        volumes: ["{{clock.paths|mount_as:/x:ro}}", "v:/v", "/a:/b:rw"]
        env: [ { name: A, value: "{{clock.zone|first|or:[a,b]}}" } ]
        config: [ { name: clock, type: object, properties: { zone: { type: string, default: z, minLength: 1 } } } ]
        """,
    ]

    private static let tokens = [
        "{{", "}}", "{", "}", "[", "]", ": ", "- ", "&a ", "*a", "!!x ", "\"", "'", "\n", "\t", "  ", "#", "|", ">",
        "%", "---\n",
        "...\n", "<<: ", "? ", "\u{0}", "\u{FEFF}", "\u{85}", "no", "012", "1e999", ".nan", "-9223372036854775808",
        "99999999999999999999", "\u{1F600}", "\u{202E}", "$", "${", "~", "null", ",", "\\", "\r", "\u{2028}", "é",
    ]

    @Test(arguments: UInt64(1)...20)
    func nothingCrashesTheLoader(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        for _ in 0..<100 {
            let files = Self.sources.map { Self.mutated($0, using: &random) }
            let reading = try Self.read(["profiles/dev.yaml": files[0], "servers/clock.yaml": files[1]])
            guard case .failure(let report) = reading.result else { continue }
            #expect(!report.isEmpty && report.diagnostics == report.diagnostics.sorted(), "seed \(seed)")
            #expect(!report.text().isEmpty && !report.json.isEmpty, "seed \(seed)")
            #expect(report.diagnostics.allSatisfy { $0.location.line >= 1 && $0.location.column >= 1 }, "seed \(seed)")
        }
    }

    /// Files in memory, so that two thousand documents are quick.
    private struct MemoryFiles: ManifestFiles {
        let contents: [String: [UInt8]]
        let revision: Revision? = nil
        let workingDirectory: FilePath? = "/nowhere"

        func names(in directory: TreePath) throws(FileFailure) -> [String] { [] }

        func bytes(of path: TreePath, limit: Int) throws(FileFailure) -> [UInt8] {
            guard let bytes = contents[path.text] else { throw .missing }
            return bytes
        }
    }

    private struct Reading {
        let result: Result<[Profile], DiagnosticReport>
    }

    private static func read(_ files: [String: [UInt8]]) throws -> Reading {
        let tree = OpenedTree(
            files: MemoryFiles(contents: files),
            profiles: [TreePath(["profiles", "dev.yaml"])],
            owner: OwnerID(ManifestDirectory.owner)
        )
        var assembly = DesiredStateAssembly(tree)
        let profiles = assembly.profiles(.obey)
        let report = DiagnosticReport(assembly.diagnostics, sources: assembly.sources)
        _ = assembly.contentDigest
        return Reading(result: report.isEmpty ? .success(profiles) : .failure(report))
    }

    private static func mutated(_ text: String, using random: inout SplitMix64) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.removeSubrange(place..<min(place + 40, bytes.count))
            case 3: bytes.insert(contentsOf: bytes[place..<min(place + 40, bytes.count)], at: place)
            default: bytes.insert(contentsOf: Array((tokens.randomElement(using: &random) ?? "").utf8), at: place)
            }
            if bytes.isEmpty { bytes = [0x61] }
        }
        return bytes
    }
}
