import FoundationEssentials
import Glibc
import Planner
import Spec
import SystemPackage
import TestSupport
import Testing

@testable import Applier
@testable import ContainerEngine

@Suite struct DiagnosisTests {
    private static let version = EngineVersion(
        version: "20.10.24",
        apiVersion: "1.41",
        operatingSystem: "linux",
        architecture: "amd64"
    )

    private static func info(_ change: (inout EngineInfo) -> Void = { _ in }) -> EngineInfo {
        var info = EngineInfo(id: "a", name: "b", serverVersion: "c", operatingSystem: "d")
        change(&info)
        return info
    }

    // MARK: The engine

    @Test func anEngineThatCanDoAllIsFine() {
        let info = Self.info { info in
            (info.limitsMemory, info.limitsSwap, info.limitsProcessors, info.limitsProcesses) = (true, true, true, true)
            info.securityOptions = ["name=apparmor", "name=seccomp,profile=default"]
        }
        #expect(EngineCheckup(Self.version, info).limits.map(\.level) == [.ok])
        #expect(EngineCheckup(Self.version, Self.info()).limits.map(\.level) == [.ok])
        let reached = EngineCheckup(Self.version, info).reached(at: "unix:///run/x\u{1B}")
        #expect(reached.message == "version 20.10.24, API 1.41, at unix:///run/x\\u{1B}")
    }

    @Test func whatAnEngineLacksIsSaid() throws {
        let info = Self.info { info in
            (info.limitsSwap, info.limitsProcesses) = (false, false)
            info.securityOptions = ["name=apparmor"]
        }
        let findings = EngineCheckup(Self.version, info).limits
        #expect(findings.map(\.level) == [.warning, .warning])
        #expect(try #require(findings.first).message.contains("no swap, process limits"))
        #expect(try #require(findings.last).message.contains("seccomp"))
    }

    @Test(arguments: [
        ("1970-01-01T00:16:40Z", Finding.Level.ok), ("1970-01-01T00:16:44.9Z", .ok),
        ("1970-01-01T01:16:41.123456789+01:00", .ok), ("1970-01-01T00:16:30Z", .warning),
        ("1970-01-01T00:17:00Z", .warning), ("", .skipped), ("yesterday", .skipped),
    ])
    func theClockMayBeSomeSecondsOff(time: String, level: Finding.Level) {
        let info = Self.info { $0.systemTime = time }
        #expect(EngineCheckup(Self.version, info).clock(sent: 1000, received: 1002).level == level)
    }

    @Test func theSkewIsSaid() {
        let behind = EngineCheckup(Self.version, Self.info { $0.systemTime = "1970-01-01T00:16:00Z" })
        #expect(behind.clock(sent: 1000, received: 1001).message == "the engine's clock is 40 s behind this host's")
        let ahead = EngineCheckup(Self.version, Self.info { $0.systemTime = "1970-01-01T00:17:21Z" })
        #expect(ahead.clock(sent: 1000, received: 1001).message == "the engine's clock is 40 s ahead of this host's")
    }

    @Test(arguments: [
        "2026-13-01T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00",
        "2026-01-01 00:00:00Z", "2026-1-1T0:0:0Z", "2026-01-01T00:00:00.Z",
    ])
    func whatIsNoTimeIsNone(text: String) {
        #expect(RFC3339Time(text) == nil)
    }

    @Test func zonesAndFractionsCount() {
        #expect(RFC3339Time("2026-11-27T23:11:49.5Z")?.secondsSince1970 == 1_795_821_109.5)
        #expect(RFC3339Time("2026-11-28T00:41:49+01:30")?.secondsSince1970 == 1_795_821_109)
        #expect(RFC3339Time("2026-11-27T20:11:49-03:00")?.secondsSince1970 == 1_795_821_109)
    }

    // MARK: Directories

    @Test func aDirectoryOfOnesOwnIsFine() async throws {
        try await withTemporaryDirectory { directory in
            let place = directory.appending("own")
            try FileManager.default.createDirectory(atPath: place.string, withIntermediateDirectories: false)
            chmod(place.string, 0o700)
            let finding = DirectoryCheckup("state", place).finding
            #expect(finding.level == .ok && finding.message.contains("free"), "\(finding)")
            chmod(place.string, 0o777)
            #expect(DirectoryCheckup("state", place).finding.level == .warning)
            let absent = DirectoryCheckup("state", place.appending("a/b")).finding
            #expect(absent.level == .ok && absent.message.contains("not there yet"), "\(absent)")
        }
    }

    @Test func whatIsNoDirectoryIsAProblem() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending("file\u{1B}")
            try "x".write(toFile: file.string, atomically: false, encoding: .utf8)
            let finding = DirectoryCheckup("cache", file).finding
            #expect(finding.level == .problem && !finding.message.contains("\u{1B}"), "\(finding)")
        }
    }

    @Test func aPathThatIsTooLongForSocketsIsAProblem() {
        let path = FilePath("/tmp/" + String(repeating: "x", count: 90))
        #expect(DirectoryCheckup("runtime", path, holdsSockets: true).finding.level == .problem)
        #expect(DirectoryCheckup("runtime", path).finding.level == .ok)
        #expect(DirectoryCheckup("state", "/proc/nothing/here").finding.level == .problem)
    }

    // MARK: Leftovers

    private static func summary(_ name: String, labels: [String: String]) -> ContainerSummary {
        ContainerSummary(
            id: ContainerID(name),
            names: [name],
            image: ImageName("x"),
            imageID: ImageName("y"),
            status: .running,
            labels: labels
        )
    }

    private static func network(_ name: String, of container: String) -> NetworkInspection {
        NetworkInspection(
            id: NetworkID(name),
            name: name,
            driver: "bridge",
            isInternal: true,
            labels: [ContainerNetwork.containerLabel: container]
        )
    }

    private static func leftovers(
        _ containers: [ContainerSummary],
        _ networks: [NetworkInspection] = [],
        undeclared: [ServerAddress] = []
    ) throws -> [Finding] {
        let owner = try #require(OwnerID("3f2a9c1e-0000-4000-8000-000000000001"))
        return Leftovers(among: containers, networks, of: owner, undeclared: undeclared).findings
    }

    @Test func othersAreOnlyCounted() throws {
        let findings = try Self.leftovers([
            Self.summary("mcpr-3f2a9c1e-a-1", labels: [ContainerLabels.owner: "3f2a9c1e-0000-4000-8000-000000000001"]),
            Self.summary("one", labels: [ContainerLabels.owner: "x"]),
            Self.summary("two", labels: [ContainerLabels.owner: "x"]), Self.summary("foreign", labels: [:]),
        ])
        #expect(findings == [Finding("leftovers", .ok, "none; 2 containers of 1 other owner")])
    }

    @Test func whatNothingAccountsForIsNamed() throws {
        let owner = "3f2a9c1e-0000-4000-8000-000000000001"
        let containers = [
            Self.summary("mcpr-3f2a9c1e-a-1", labels: [ContainerLabels.owner: owner]),
            Self.summary("copy\u{1B}", labels: [ContainerLabels.owner: owner]),
        ]
        let networks = [
            Self.network("mcpr-3f2a9c1e-a-1-internal", of: "mcpr-3f2a9c1e-a-1"), Self.network("lost", of: "gone"),
        ]
        let profile = try #require(ProfileName("dev"))
        let address = ServerAddress(profile: profile, server: try #require(ServerName("old")))
        let findings = try Self.leftovers(containers, networks, undeclared: [address])
        #expect(findings.map(\.level) == [.warning, .warning, .warning])
        #expect(findings.map(\.message).joined().contains("\u{1B}") == false)
        #expect(findings[0].message == "no manifest names: dev/old")
        #expect(findings[1].message.hasSuffix(": copy\\u{1B}"))
        #expect(findings[2].message == "networks whose containers are gone: lost")
    }

    // MARK: The lock

    private static func desired(_ change: (inout DesiredState) throws -> Void) throws -> DesiredState {
        let location = SourceLocation(file: "profiles/dev.yaml", line: 1, column: 1)
        let image = try #require(ImageReference("example/time:1"))
        let names = try ["one", "two"].map { try #require(ServerName($0)) }
        let profile = Profile(
            name: try #require(ProfileName("dev")),
            description: nil,
            declaredAt: location,
            servers: names.map { ServerSpec(name: $0, declaredAt: location, image: image) },
            gateway: GatewaySettings(naming: .automatic)
        )
        let owner = try #require(OwnerID("3f2a9c1e-0000-4000-8000-000000000001"))
        var desired = DesiredState(owner: owner, revision: nil, profiles: [profile], isComplete: true)
        try change(&desired)
        return desired
    }

    private static func locked(_ image: String) throws -> LockedServer {
        let reference = try #require(ImageReference(image))
        return LockedServer(images: [LockedImage(reference: reference, digest: nil, platforms: [:])], lists: [:])
    }

    /// Lets servers be locked, by their names, with these images.
    private static func lock(_ desired: inout DesiredState, _ images: [String: String]) throws {
        var lock = Lockfile()
        let profile = desired.profiles[0].name
        for (name, image) in images {
            let entry = try locked(image)
            lock.servers[ServerAddress(profile: profile, server: try #require(ServerName(name)))] = entry
            for index in desired.profiles[0].servers.indices where desired.profiles[0].servers[index].name.text == name
            {
                desired.profiles[0].servers[index].locked = entry
            }
        }
        desired.lockfile = lock
    }

    @Test func withoutALockThereIsAWarning() throws {
        #expect(LockCheckup(try Self.desired { _ in }).findings.map(\.level) == [.warning])
    }

    @Test func aLockOfEverythingIsFine() throws {
        let desired = try Self.desired { try Self.lock(&$0, ["one": "example/time:1", "two": "example/time:1"]) }
        #expect(LockCheckup(desired).findings == [Finding("lock", .ok, "2 servers are locked")])
    }

    @Test func whatALockLacksOrHasTooMuchIsNamed() throws {
        let desired = try Self.desired { try Self.lock(&$0, ["one": "example/time:2", "three": "example/time:1"]) }
        let findings = LockCheckup(desired).findings
        #expect(findings.map(\.level) == [.problem, .warning, .warning])
        #expect(findings.map { $0.message.split(separator: " ").last ?? "" } == ["dev/one", "dev/two", "dev/three"])
    }
}
