import ContainerEngine
import Spec
import Testing

@testable import GatewayRuntime

/// What a commit does to the stages that requests pass.
@Suite struct FollowedSettingsTests {
    private static func limiter(of gateway: Gateway) -> CallLimiter? {
        gateway.pipeline?.stages.lazy.compactMap { $0 as? CallLimiter }.first
    }

    @Test func settingsThatStayKeepWhatTheirStagesHaveCounted() async throws {
        try await withEngineClient(.unixSocket(path: "/nonexistent/engine.sock")) { engine in
            let gateway = Gateway(engine: engine, version: "1")
            var settings = GatewaySettings()
            settings.limits.callsPerMinute = 2
            gateway.follow(settings)
            let first = try #require(Self.limiter(of: gateway))
            gateway.follow(settings)
            #expect(Self.limiter(of: gateway) === first)
            settings.limits.callsPerMinute = 3
            gateway.follow(settings)
            #expect(Self.limiter(of: gateway) !== first)
        }
    }
}
