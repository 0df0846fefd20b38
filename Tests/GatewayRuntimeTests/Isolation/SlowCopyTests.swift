import ContainerEngine
import Spec
import TestSupport
import Testing

@testable import GatewayRuntime

/// Calls that want a copy of their server, on an engine that does not answer at once.
@Suite(.timeLimit(.minutes(1))) struct SlowCopyTests {
    private static let creation = RequestPattern.post("/containers/create")
    private static let attachment = RequestPattern.post("*/attach")

    /// Each look is repeated once when its connection breaks.
    @Test(
        arguments: [Isolation.call, .session],
        [(RequestPattern.get("/containers/*/json"), 6), (creation, 3), (attachment, 3)]
    )
    func aCallWaitsUntilTheEngineAnswers(_ isolation: Isolation, _ fault: (RequestPattern, Int)) async throws {
        try await withCopies(isolation) { served in
            served.engine.inject(.resetBeforeEffect, on: fault.0, times: fault.1)
            #expect(try await served.echo(1).contains("{\\\"n\\\":1}"))
            served.client.close()
            try await untilOnlyTheOriginalIsThere(served)
        }
    }

    /// The copy is there, and nothing has said so.
    @Test func aCopyWhoseAnswerWasLostIsMadeOnce() async throws {
        try await withCopies(.call) { served in
            served.engine.inject(.resetAfterEffect, on: Self.creation, times: 1)
            #expect(try await served.echo(1).contains("{\\\"n\\\":1}"))
            try await untilOnlyTheOriginalIsThere(served)
            #expect(served.engine.requests.count { Self.creation.matches($0) } == 3, "the original, and twice the copy")
        }
    }

    @Test func aCallIsRefusedWhenItsTimeIsUp() async throws {
        try await withCopies(.call, timeout: .milliseconds(250)) { served in
            served.engine.inject(.resetBeforeEffect, on: Self.creation, times: 1000)
            let text = try await served.echo(1)
            #expect(text.contains("cannot be started for this session") || text.contains("did not answer within"))
        }
    }

    @Test func aCopyThatComesTooLateIsRemoved() async throws {
        try await withCopies(.call, timeout: .milliseconds(250)) { served in
            let gate = Gate()
            served.engine.inject(.stall(gate), on: Self.creation)
            #expect(try await served.echo(1).contains("did not answer within 0.2 s"))
            gate.open()
            let start = RequestPattern.post("*/start")
            try await served.until { _ in served.engine.requests.count { start.matches($0) } == 2 }
            try await untilOnlyTheOriginalIsThere(served)
        }
    }

    /// Whether the gateway has seen that the original is gone, or finds out by the call.
    @Test(arguments: [Isolation.call, .session], [true, false])
    func aCallWaitsForTheSuccessorOfAnOriginalThatIsRemoved(_ isolation: Isolation, _ isSeen: Bool) async throws {
        try await withCopies(isolation) { served in
            let lost = try served.container
            try await served.engineClient.remove(lost.id, .killing)
            if isSeen { try await served.untilNotServing() }
            async let answer = served.echo(1)
            try await served.until { $0 != .serving }
            try await served.reconcile()
            #expect(try await answer.contains("{\\\"n\\\":1}"))
            served.client.close()
            try await untilOnlyTheOriginalIsThere(served)
        }
    }

    private func untilOnlyTheOriginalIsThere(_ served: ServedGateway) async throws {
        try await served.until { _ in served.engine.model.containers.count == 1 }
    }

    private func withCopies(
        _ isolation: Isolation,
        timeout: Duration = .seconds(60),
        _ body: (ServedGateway) async throws -> Void
    ) async throws {
        try await ServedGateway.lend {
            ($0.isolation, $0.warm, $0.timeouts.call) = (isolation, 0, timeout)
        } _: {
            try await body($0)
        }
    }
}
