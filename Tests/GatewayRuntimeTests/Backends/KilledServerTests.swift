import Applier
import ContainerEngine
import TestSupport
import Testing

@testable import GatewayRuntime

/// Calls of a server that somebody kills, or whose container somebody removes.
@Suite(.timeLimit(.minutes(1))) struct KilledServerTests {
    @Test func aCallWaitsForAServerThatIsKilledAgainAndAgain() async throws {
        try await ServedGateway.lend { served in
            for number in 1...4 {
                await served.engine.model.crash(try served.container.name, exitCode: 137)
                try await served.untilNotServing()
                #expect(try await served.echo(number).contains("{\\\"n\\\":\(number)}"), "after \(number) kills")
            }
        }
    }

    /// The breaker lasts only as long as its container does.
    @Test func aServerThatEndsAgainAndAgainKeepsItsContainer() async throws {
        let clock = SteppedClock()
        try await ServedGateway.lend(clock: clock) { served in
            let container = try served.container
            for number in 1...BackendLifecycle.Policy.standard.breakerThreshold {
                await served.engine.model.crash(container.name, exitCode: 137)
                try await served.untilNotServing()
                let report = try await served.reconcile()
                #expect(!report.changedEngine, "after \(number) kills")
                guard number < BackendLifecycle.Policy.standard.breakerThreshold else { break }
                try await served.until { state in
                    clock.advance(by: .milliseconds(100))
                    return state == .serving
                }
            }
            try await served.until { $0 == .down }
            try await served.reconcile()
            #expect(try served.container.id == container.id)
            // The wait may begin after its end was seen.
            try await served.until { state in
                clock.advance(by: BackendLifecycle.Policy.standard.breakerDelay)
                return state == .serving
            }
        }
    }

    @Test func aServerThatStartsNoMoreGetsAnotherContainer() async throws {
        let clock = SteppedClock()
        try await ServedGateway.lend(clock: clock) { served in
            let container = try served.container
            served.engine.inject(.status(400), on: .post("/containers/\(container.id.text)/start"), times: 20)
            await served.engine.model.crash(container.name, exitCode: 137)
            try await served.until { state in
                clock.advance(by: .milliseconds(100))
                return state == .down
            }
            let first = try await served.reconcile()
            #expect(first.exitCode != 0)
            let second = try await served.reconcile()
            #expect(second.outcomes.first?.result == .applied)
            #expect(try served.container.id != container.id)
            #expect(served.state == .serving)
        }
    }

    @Test func aCallWaitsForTheSuccessorOfAContainerThatIsRemoved() async throws {
        let clock = SteppedClock()
        try await ServedGateway.lend(clock: clock) { served in
            let lost = try served.container
            try await lose(lost, of: served)
            async let answer = served.echo(1)
            try await untilMissed(lost, by: served, clock)
            try await served.reconcile()
            #expect(try await answer.contains("{\\\"n\\\":1}"))
            #expect(try served.container.id != lost.id)
        }
    }

    @Test func aCallIsRefusedOnceNothingHasTakenTheContainersPlaceInTime() async throws {
        let clock = SteppedClock()
        try await ServedGateway.lend(clock: clock) { served in
            try await lose(try served.container, of: served)
            async let answer = served.echo(1)
            try await served.until { state in
                clock.advance(by: .milliseconds(100))
                return state == .down
            }
            #expect(try await answer.contains("was removed from the engine, and nothing has taken its place"))
        }
    }

    @Test func aCallIsToldWhyNothingTakesTheContainersPlace() async throws {
        let clock = SteppedClock()
        try await ServedGateway.lend(clock: clock) { served in
            let lost = try served.container
            try await lose(lost, of: served)
            async let answer = served.echo(1)
            try await untilMissed(lost, by: served, clock)
            _ = served.engine.model.addImage("example/one:1", process: .exiting(7, stderr: "no key\n"))
            try await served.reconcile()
            let text = try await answer
            #expect(text.contains("exit code 7") && text.contains("no key"))
        }
    }

    private func lose(_ container: FakeContainer, of served: ServedGateway) async throws {
        served.engine.forgetRequests()
        try await served.engineClient.remove(container.id, .killing)
        try await served.untilNotServing()
    }

    /// Returns once the gateway has asked for the container and been told that there is none.
    private func untilMissed(_ container: FakeContainer, by served: ServedGateway, _ clock: SteppedClock) async throws {
        let look = RequestPattern.get("/containers/\(container.id.text)/json")
        try await served.until { _ in
            clock.advance(by: .milliseconds(100))
            return served.engine.requests.contains(where: look.matches)
        }
        // The answer is on its way; whoever asks the same once more has it before.
        _ = try? await served.engineClient.inspect(container.id)
    }
}
