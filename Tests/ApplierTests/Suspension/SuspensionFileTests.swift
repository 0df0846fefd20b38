@testable import Applier
import FoundationEssentials
import Glibc
import SystemPackage
import Testing

@Suite struct SuspensionFileTests {
    private let directory: TemporaryDirectory
    private let file: SuspensionFile

    init() throws {
        directory = try TemporaryDirectory()
        file = SuspensionFile(in: FilePath(directory.path))
    }

    @Test func nothingIsSuspendedWithoutAFile() {
        #expect(file.current(at: 100) == nil)
    }

    @Test func whatWasWrittenIsInForceUntilItEnds() throws {
        let suspension = Suspension(since: 100, until: 200, reason: "a \u{202E} reason")
        try file.write(suspension)

        #expect(file.current(at: 199) == suspension)
        #expect(file.current(at: 200) == nil)
    }

    @Test func aSuspensionWithoutEndIsEndedByItsRemovalAlone() throws {
        try file.write(Suspension(since: 100))
        #expect(file.current(at: .max) != nil)
        try file.remove()
        #expect(file.current(at: 100) == nil)
        try file.remove()
    }

    @Test func nobodyElseCanReadIt() throws {
        try file.write(Suspension(since: 100))
        var status = stat()
        try #require(stat(file.path.string, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["suspended.json"])
    }

    @Test(arguments: ["", "{", #"{"since":"yesterday"}"#, String(repeating: "x", count: 20_000)])
    func aFileThatCannotBeUnderstoodSuspends(text: String) throws {
        try text.write(toFile: file.path.string, atomically: true, encoding: .utf8)
        let suspension = try #require(file.current(at: 100))
        #expect(suspension.until == nil)
        #expect(suspension.reason?.contains("cannot be read") == true)
    }
}
