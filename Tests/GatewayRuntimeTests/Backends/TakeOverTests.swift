import Spec
import TestSupport
import Testing

@testable import GatewayRuntime

/// Servers that run when a gateway begins, on an engine that does not answer at once.
@Suite(.timeLimit(.minutes(1))) struct TakeOverTests {
    /// Each look is repeated once when its connection breaks.
    @Test func aCallWaitsUntilTheEngineAnswers() async throws {
        try await ServedGateway.lend { served in
            served.engine.inject(.resetBeforeEffect, on: .post("*/attach"), times: 3)
            try await served.succeeded { successor, adopt in
                async let adopted: Void = adopt()
                let answer = try await successor.echo(1)
                await adopted
                #expect(answer.contains("{\\\"n\\\":1}"))
                #expect(successor.state == .serving)
            }
            #expect(served.engine.model.containers.map(\.starts) == [1], "it was taken over as it ran")
        }
    }

    @Test func whatTheEngineDoesNotLetBeTakenOverInTimeIsDown() async throws {
        try await ServedGateway.lend(adjusting: { $0.timeouts.call = .seconds(2) }) { served in
            served.engine.inject(.resetBeforeEffect, on: .post("*/attach"), times: 1000)
            try await served.succeeded { successor, adopt in
                await adopt()
                #expect(successor.state == .down)
                let attempts = served.engine.requests.count { RequestPattern.post("*/attach").matches($0) }
                #expect(attempts > 2)
            }
        }
    }
}
