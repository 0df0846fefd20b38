import ContainerEngine
import FoundationEssentials
import Glibc
import NIOCore
import Spec
import SystemPackage
import TestSupport
import Testing

@testable import GatewayRuntime

@Suite struct ServerLogTests {
    private let server: ServerName
    private let container = ContainerID("0123456789abcdef0123456789abcdef")

    init() throws { server = try #require(ServerName("one")) }

    private static func directory(
        in path: FilePath,
        _ limits: ServerLogDirectory.Limits = .init()
    ) throws -> ServerLogDirectory {
        let owner = try #require(OwnerID("7e1c9a52-0000-4000-8000-000000000000"))
        return ServerLogDirectory(in: path, of: owner, try #require(ProfileName("dev")), limits: limits)
    }

    @Test func whatServersWriteIsKeptLineByLine() async throws {
        try await withTemporaryDirectory { path in
            let directory = try Self.directory(in: path.appending("state"))
            let logs = ServerLogs(in: directory)
            let voice = ServerVoice(of: server, in: container, to: logs)
            voice.standardError(ByteBuffer(string: "first\nsec"))
            voice.noise(ByteBuffer(string: "a banner\u{1B}[31m"))
            voice.standardError(ByteBuffer(string: "ond\nunfinished"))
            voice.note("ended with exit code 1")
            voice.end()
            await logs.write()
            var reader = ServerLogReader(directory)
            let lines = reader.read().map { "\($0.server) \($0.line.container) \($0.line.source) \($0.line.text)" }
            #expect(
                lines == [
                    "one 0123456789ab standardError first", "one 0123456789ab standardOutput a banner\\u{1B}[31m",
                    "one 0123456789ab standardError second", "one 0123456789ab gateway ended with exit code 1",
                    "one 0123456789ab standardError unfinished",
                ]
            )
            #expect(directory.servers == [server])
            var status = stat()
            #expect(stat(directory.file(of: server).string, &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func aFloodIsDroppedAndCounted() async throws {
        try await withTemporaryDirectory { path in
            let directory = try Self.directory(in: path.appending("state"))
            let logs = ServerLogs(in: directory)
            let voice = ServerVoice(of: server, in: container, to: logs)
            let line = ByteBuffer(string: String(repeating: "x", count: 1023) + "\n")
            let fitting = ServerLogs.maximumWaiting / line.readableBytes
            for _ in 0..<(fitting + 10) { voice.standardError(line) }
            await logs.write()
            var reader = ServerLogReader(directory)
            let entries = reader.read()
            #expect(entries.count == fitting + 1)
            #expect(entries.last?.line.text == "10240 bytes were dropped because they came too fast")
        }
    }

    @Test func filesAreBoundedAndOldLinesGoFirst() throws {
        var limits = ServerLogDirectory.Limits()
        (limits.fileBytes, limits.olderFiles) = (200, 2)
        let path = FilePath("/tmp/mcpr-\(UInt64.random(in: .min ... .max))")
        defer { try? FileManager.default.removeItem(atPath: path.string) }
        let directory = try Self.directory(in: path, limits)
        var follower = ServerLogReader(directory, server: server)
        var followed: [String] = []
        for index in 100..<140 {
            try directory.append(Array((line(index) + "\n").utf8), of: server)
            followed += follower.read().map(\.line.text)
        }
        #expect(followed == (100..<140).map { "line \($0)" }, "who follows misses nothing when files change places")
        var reader = ServerLogReader(directory)
        let kept = reader.read().map(\.line.text)
        #expect(kept.count < 20 && kept == (140 - kept.count..<140).map { "line \($0)" })
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path.string).sorted()
        #expect(names == ["one.log", "one.log.1", "one.log.2"])
    }

    private func line(_ index: Int) -> String {
        let time = ServerLogLine.time(Date(timeIntervalSince1970: Double(index)))
        return ServerLogLine(time: time, source: .standardError, container: "-", text: "line \(index)").line
    }

    @Test(arguments: [(0, "1970-01-01T00:00:00.000000Z"), (1_764_237_600.000042, "2025-11-27T10:00:00.000042Z")])
    func timesSortAsText(seconds: Double, expected: String) {
        #expect(ServerLogLine.time(Date(timeIntervalSince1970: seconds)) == expected)
    }

    @Test(arguments: ["", "no line", "2026 stderr - x", "2026-01-02T03:04:05.678901Z stdin - x"])
    func whatIsNoLineIsPassedOver(text: String) {
        #expect(ServerLogLine(text) == nil)
    }
}
