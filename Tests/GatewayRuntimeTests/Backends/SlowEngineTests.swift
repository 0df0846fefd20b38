import TestSupport
import Testing

@testable import GatewayRuntime

/// Calls while a server is brought back by an engine that does not answer at once.
@Suite(.timeLimit(.minutes(1))) struct SlowEngineTests {
    /// Each look is repeated once when its connection breaks, so these are four starts that do not come about.
    @Test(arguments: [(RequestPattern.get("/containers/*/json"), 8), (.post("*/attach"), 4)])
    func aCallWaitsUntilTheEngineAnswers(_ pattern: RequestPattern, _ times: Int) async throws {
        try await ServedGateway.lend { served in
            #expect(try await served.echo(1).contains("{\\\"n\\\":1}"))
            served.engine.inject(.resetBeforeEffect, on: pattern, times: times)
            await served.engine.model.crash(try served.container.name)
            try await served.untilNotServing()
            #expect(try await served.echo(2).contains("{\\\"n\\\":2}"))
        }
    }

    /// The engine has said what is wrong: nobody needs to wait.
    @Test func aCallIsRefusedWhereTheEngineRefuses() async throws {
        try await ServedGateway.lend { served in
            served.engine.inject(.status(500, message: "no such runtime"), on: .post("*/start"), times: 100)
            await served.engine.model.crash(try served.container.name)
            try await served.until { $0 == .down }
            #expect(try await served.echo(1).contains("no such runtime"))
        }
    }
}
