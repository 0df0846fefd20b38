import Spec
import Testing

@testable import Planner

@Suite struct ServerExplanationTests {
    @Test func everyAttributeIsThereWithItsPlace() throws {
        var server = try Fixtures.server("time")
        server.environment = [EnvironmentVariable(name: "API_TOKEN", value: "canary")]
        server.command = ["--zone", "UTC\u{1B}[2J"]
        let place = SourceLocation(file: "servers/time.yaml", line: 7, column: 3)
        server.attributeLocations[AttributePath("command")] = place
        let desired = try Fixtures.desired([server])
        let address = ServerAddress(profile: desired.profiles[0].name, server: server.name)
        let text = try #require(ServerExplanation(of: address, in: desired)).text

        #expect(text.hasPrefix("\(address)\n"))
        #expect(text.contains("servers/time.yaml:7:3") && text.contains("(default)"))
        #expect(text.contains("hardening.capDrop") && text.contains("resources.memory"))
        #expect(!text.contains("canary") && !text.contains("\u{1B}") && text.contains("env.API_TOKEN"))
    }

    @Test func whatNoManifestNamesIsNotExplained() throws {
        let desired = try Fixtures.desired([])
        let name = try #require(ServerName("time"))
        let address = ServerAddress(profile: desired.profiles[0].name, server: name)
        #expect(ServerExplanation(of: address, in: desired) == nil)
    }
}
