@testable import ContainerEngine
import NIOCore
import SystemPackage
import TestSupport
import Testing

@Suite struct FaultTests {
    private static let id = ContainerID("0123456789ab")

    @Test(
        arguments: [
            (400, EngineError.Code.badRequest), (401, .badRequest), (404, .notFound), (409, .conflict),
            (500, .serverError), (503, .serverError),
        ]
    )
    func aStatusKeepsItsMeaningAndTheEnginesWords(status: Int, code: EngineError.Code) async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.inject(.status(status, message: "no\u{202e} way"), on: .post("*/start"))
            let error = await #expect(throws: EngineError.self) { try await client.start(Self.id) }
            #expect(error?.code == code)
            #expect(error?.status == status)
            let text = #"cannot start container 0123456789ab: the engine answered \#(status): no\u{202e} way"#
            #expect(error?.description == text)
        }
    }

    @Test(arguments: ["plain text", "", "{", "[]", "a line\r\n"])
    func aFailureWithoutTheApisBodyIsStillOne(body: String) async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.inject(.answer(FakeAnswer(status: 500, body: body)), on: .get("/info"))
            let error = await #expect(throws: EngineError.self) { try await client.info() }
            #expect(error?.code == .serverError)
            let said = body.isEmpty ? "no reason given" : body.filter { !$0.isNewline }
            #expect(error?.message == "the engine answered 500: \(said)")
        }
    }

    @Test func aReadIsRepeatedOnceWhenItsConnectionWasReset() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.inject(.resetBeforeEffect, on: .get("/containers/json"))
            let containers = try await client.listContainers()
            #expect(containers.isEmpty)
            #expect(engine.requests.filter { $0.path == "/containers/json" }.count == 2)
        }
    }

    @Test func aReadIsRepeatedOnlyOnce() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.inject(.resetBeforeEffect, on: .get("/containers/json"), times: 3)
            let error = await #expect(throws: EngineError.self) { try await client.listContainers() }
            #expect(error?.code == .connectionLost)
            #expect(engine.requests.filter { $0.path == "/containers/json" }.count == 2)
        }
    }

    @Test func aChangeIsNeverRepeated() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.inject(.resetBeforeEffect, on: .post("*/start"))
            engine.inject(.resetBeforeEffect, on: .delete("*"))
            let start = await #expect(throws: EngineError.self) { try await client.start(Self.id) }
            let remove = await #expect(throws: EngineError.self) { try await client.remove(Self.id) }
            #expect(start?.code == .connectionLost)
            #expect(start?.leavesOutcomeUnknown == true)
            #expect(remove?.code == .connectionLost)
            #expect(engine.mutations.count == 2)
        }
    }

    @Test func aLostAcknowledgementLeavesTheEffect() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addImage("s:1")
            engine.inject(.resetAfterEffect, on: .post("/containers/create"))
            let configuration = ContainerConfiguration(image: ImageName("s:1"))
            let lost = await #expect(throws: EngineError.self) { try await client.create(named: "a", configuration) }
            #expect(lost?.code == .connectionLost)
            let created = try await client.inspect(named: "a")
            #expect(created.id == engine.model.containers.first?.id)
            let again = await #expect(throws: EngineError.self) { try await client.create(named: "a", configuration) }
            #expect(again?.code == .conflict)
        }
    }

    @Test func aSlowAnswerTimesOut() async throws {
        try await withFakeEngineAndClient(limits: EngineLimits(call: .seconds(3))) { engine, client in
            let gate = Gate()
            engine.inject(.stall(gate), on: .get("/info"), times: 2)
            let error = await #expect(throws: EngineError.self) { try await client.info() }
            gate.open()
            #expect(error?.code == .timedOut)
            #expect(error?.description.contains("did not answer in time") == true)
            #expect(engine.requests.filter { $0.path == "/info" }.count == 1)
        }
    }

    @Test func anAnswerThatStopsInTheMiddleTimesOut() async throws {
        try await withFakeEngineAndClient(limits: EngineLimits(call: .milliseconds(200))) { engine, client in
            let gate = Gate()
            engine.inject(.stallWithinAnswer(gate), on: .get("/info"))
            let error = await #expect(throws: EngineError.self) { try await client.info() }
            gate.open()
            #expect(error?.code == .timedOut)
        }
    }

    @Test func aCancelledCallIsNoFailure() async throws {
        try await withFakeEngineAndClient { engine, client in
            let gate = Gate()
            engine.inject(.stall(gate), on: .get("/info"))
            let error = await withTaskGroup(of: EngineError?.self) { group in
                group.addTask {
                    do throws(EngineError) { _ = try await client.info() } catch { return error }
                    return nil
                }
                await gate.waitUntilReached()
                group.cancelAll()
                return await group.next() ?? nil
            }
            gate.open()
            #expect(error?.code == .cancelled)
        }
    }

    @Test func anAnswerThatBreaksOffIsALostConnection() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.inject(.truncatedAnswer, on: .get("/info"))
            let error = await #expect(throws: EngineError.self) { try await client.info() }
            #expect(error?.code == .connectionLost)
        }
    }

    @Test func garbageIsNoAnswer() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.inject(.garbage, on: .get("/info"))
            let error = await #expect(throws: EngineError.self) { try await client.info() }
            #expect(error?.code == .protocolViolation)
        }
    }

    @Test(arguments: ["", "null", "[]", "{\"ID\":7}", "<html>"])
    func anAnswerThatIsNotWhatTheApiSaysIsRefused(body: String) async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.inject(.answer(FakeAnswer(status: 200, body: body)), on: .get("/info"))
            let error = await #expect(throws: EngineError.self) { try await client.info() }
            #expect(error?.code == .protocolViolation)
        }
    }

    @Test func anAnswerLargerThanTheLimitIsRefused() async throws {
        try await withFakeEngineAndClient(limits: EngineLimits(answerSize: 1000)) { engine, client in
            let body = "[" + String(repeating: " ", count: 1000) + "]"
            engine.inject(.answer(FakeAnswer(status: 200, body: body)), on: .get("/containers/json"))
            let error = await #expect(throws: EngineError.self) { try await client.listContainers() }
            #expect(error?.code == .protocolViolation)
            let info = try await client.info()
            #expect(info.id == "FAKE:ENGINE")
        }
    }

    @Test func anEndlessFailureIsCutShort() async throws {
        try await withFakeEngineAndClient { engine, client in
            let body = String(repeating: "x", count: 1 << 20)
            engine.inject(.answer(FakeAnswer(status: 500, body: body)), on: .get("/info"))
            let error = await #expect(throws: EngineError.self) { try await client.info() }
            #expect(error?.code == .serverError)
            #expect((error?.message.count ?? .max) < EscapedText.maximumLength + 100)
        }
    }

    @Test func noEngineSaysWhatToDo() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending("none.sock").string
            try await withEngineClient(.unixSocket(path: path)) { client in
                let call = await #expect(throws: EngineError.self) { try await client.listContainers() }
                let attach = await #expect(throws: EngineError.self) { try await client.attach(Self.id) { _ in } }
                for error in [call, attach] {
                    #expect(error?.code == .unreachable)
                    #expect(error?.leavesOutcomeUnknown == false)
                    #expect(error?.description.contains("no container engine answers at unix://\(path)") == true)
                    #expect(error?.description.contains("DOCKER_HOST") == true)
                }
            }
        }
    }

    @Test func aClosedPortIsNoEngineEither() async throws {
        try await withEngineClient(.tcp(host: "127.0.0.1", port: 1, tls: nil)) { client in
            let error = await #expect(throws: EngineError.self) { try await client.info() }
            #expect(error?.code == .unreachable)
        }
    }

    @Test(arguments: [Int32(13), 1])
    func aSocketThatMayNotBeOpenedSaysWhoMay(errno: Int32) {
        let cause = IOError(errnoCode: errno, reason: "connect")
        let error = EngineError(transport: cause, doing: "list containers", endpoint: .standard)
        #expect(error.code == .permissionDenied)
        #expect(error.description.contains("docker group"))
        #expect(error.description.contains("unix:///var/run/docker.sock"))
    }

    @Test func callsDoNotQueueBehindLongWaits() async throws {
        try await withFakeEngineAndClient { engine, client in
            let gates = (0..<40).map { _ in Gate() }
            for gate in gates { engine.inject(.stall(gate), on: .post("*/wait")) }
            await withTaskGroup(of: EngineError.Code?.self) { group in
                for _ in gates {
                    group.addTask {
                        do throws(EngineError) {
                            _ = try await client.wait(Self.id, deadline: .seconds(60))
                            return nil
                        } catch { return error.code }
                    }
                }
                for gate in gates { await gate.waitUntilReached() }
                let info = try? await client.info()
                #expect(info?.id == "FAKE:ENGINE")
                for gate in gates { gate.open() }
                for await code in group { #expect(code == .notFound) }
            }
        }
    }

    @Test func anEngineThatComesBackIsUsedAgain() async throws {
        try await withFakeEngineAndClient { engine, client in
            _ = try await client.info()
            engine.dropConnections()
            let info = try await client.info()
            #expect(info.id == "FAKE:ENGINE")
        }
    }
}
