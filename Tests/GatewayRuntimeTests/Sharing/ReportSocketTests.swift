import ContainerEngine
import FoundationEssentials
import Glibc
import NIOCore
import NIOPosix
import Planner
import ServiceLifecycle
import Spec
import SystemPackage
import TestSupport
import Testing

@testable import GatewayRuntime

/// A gateway tells how it is on a socket, and whoever asks does not wait for ever.
@Suite(.timeLimit(.minutes(1))) struct ReportSocketTests {
    private static func place(in directory: FilePath, environment: String? = nil) throws -> GatewayPlace {
        GatewayPlace(
            in: directory,
            owner: try #require(OwnerID("3f2a9c1e-0000-4000-8000-000000000001")),
            profile: try #require(ProfileName("dev")),
            environment: environment.flatMap { EnvironmentName($0) },
            engine: .unixSocket(path: "/run/docker.sock")
        )
    }

    /// Lends a place in a directory of this user alone.
    private static func lend(_ body: (GatewayPlace) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let own = directory.appending("own")
            try PrivateDirectory.make(own)
            try await body(try place(in: own))
        }
    }

    @Test func whoeverAsksIsTold() async throws {
        try await withFakeEngineAndClient { _, client in
            try await Self.lend { place in
                let gateway = Gateway(engine: client, version: "1")
                let socket = ReportSocket(gateway: gateway, place: place)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await socket.run() }
                    while access(place.reportSocket.string, F_OK) != 0 { try await Task.sleep(for: .milliseconds(5)) }
                    for _ in 0..<3 {
                        let report = try #require(await place.report())
                        #expect(report.servers.isEmpty && report.settings == nil)
                    }
                    // What others could change is not believed.
                    chmod(place.directory.string, 0o777)
                    #expect(await place.report() == nil)
                    group.cancelAll()
                }
                #expect(access(place.reportSocket.string, F_OK) != 0)
            }
        }
    }

    /// Its containers are the same, so it cannot be served beside; and nobody gets another environment's values.
    @Test func gatewaysOfOtherEnvironmentsExcludeAndDoNotMeetEachOther() async throws {
        try await Self.lend { place in
            let other = try Self.place(in: place.directory, environment: "prod")
            #expect(other.socket != place.socket && other.reportSocket != place.reportSocket)
            #expect(other.socket == (try Self.place(in: place.directory, environment: "prod")).socket)
            let lease = try #require(try place.claim())
            #expect(try other.claim() == nil && other.holder == getpid())
            lease.release()
            #expect(try other.claim() != nil)
        }
    }

    @Test func whereNobodyListensNobodyIsAsked() async throws {
        try await Self.lend { place in
            #expect(await place.report() == nil)
            try "".write(toFile: place.reportSocket.string, atomically: false, encoding: .utf8)
            #expect(await place.report() == nil)
        }
    }

    @Test func aGatewayThatSaysNothingIsNotWaitedFor() async throws {
        try await Self.lend { place in
            let silent = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(unixDomainSocketPath: place.reportSocket.string)
                .get()
            let start = ContinuousClock.now
            #expect(await place.report(within: .milliseconds(100)) == nil)
            #expect(ContinuousClock.now - start < .seconds(30))
            try await silent.close()
        }
    }
}
