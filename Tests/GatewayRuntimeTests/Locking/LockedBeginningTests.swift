import ContainerEngine
import ModelContextProtocol
import Spec
import TestSupport
import Testing

@testable import GatewayRuntime

/// A gateway of a locked profile that begins.
@Suite(.timeLimit(.minutes(1))) struct LockedBeginningTests {
    @Test func whatWasLockedIsListedBeforeTheEngineAnswers() async throws {
        try await withFakeEngineAndClient { engine, client in
            let gate = Gate()
            engine.inject(.stall(gate), on: .any, times: 100)
            var desired = try DesiredState.oneServer
            let definition = #"{"name":"locked","inputSchema":{"type":"object"}}"#
            let items = [try LockedItem(.tools, definition: Array(definition.utf8))]
            desired.profiles[0].servers[0].locked = LockedServer(images: [], lists: [.tools: items])
            let (gateway, profile) = (Gateway(engine: client, version: "1"), desired.profiles[0])
            async let begun: Void = gateway.begin(profile)
            let client = LocalClient(gateway: gateway)
            try await client.open()
            #expect(try await client.listTools().map(\.name) == ["locked"])
            gate.open()
            await begun
            gateway.disconnect()
        }
    }
}
