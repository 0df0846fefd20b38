import ContainerEngine
import NIOCore
import TestSupport
import Testing

@Suite struct AttachTests {
    @Test func aClientTalksToTheProcessItWasAttachedToBeforeTheStart() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addImage("s:1", process: ScriptedMCPServer().process)
            let id = try await client.create(named: "a", ContainerConfiguration(image: ImageName("s:1")))
            let output = AttachedOutput()
            let channel = try await client.attach(id, pipeline: output.install)
            try await client.start(id)
            try await channel.writeAndFlush(ByteBuffer(string: #"{"jsonrpc":"2.0","id":7,"method":"ping"}"# + "\n"))
            #expect(await output.line() == #"{"id":7,"jsonrpc":"2.0","result":{}}"#)
            let request = try #require(engine.requests.first { $0.path.hasSuffix("/attach") })
            #expect(request.method == "POST")
            #expect(request.apiVersion == "1.41")
            #expect(request.query == ["stream": "1", "stdin": "1", "stdout": "1", "stderr": "1"])
            #expect(request.headers["connection"] == "Upgrade" && request.headers["upgrade"] == "tcp")
            try await channel.close()
        }
    }

    @Test func theStreamEndsWithTheProcess() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addImage("s:1", process: .exiting(3, stderr: "no config\n"))
            let id = try await client.create(named: "a", ContainerConfiguration(image: ImageName("s:1")))
            let output = AttachedOutput()
            let channel = try await client.attach(id, pipeline: output.install)
            try await client.start(id)
            #expect(await output.everything() == ["", "no config\n"])
            try await channel.closeFuture.get()
            #expect(try await client.wait(id, deadline: .seconds(60)).code == 3)
        }
    }

    @Test func everyAttachedClientHearsTheProcess() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addImage("s:1", process: .echo)
            let id = try await client.create(named: "a", ContainerConfiguration(image: ImageName("s:1")))
            let (first, second) = (AttachedOutput(), AttachedOutput())
            let channel = try await client.attach(id, pipeline: first.install)
            _ = try await client.attach(id, pipeline: second.install)
            try await client.start(id)
            try await channel.writeAndFlush(ByteBuffer(string: "hello\n"))
            #expect(await first.line() == "hello")
            #expect(await second.line() == "hello")
        }
    }

    @Test func halfClosingEndsTheInputOfAProcessThatReadsOneClient() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addImage("s:1", process: .echo)
            let configuration = ContainerConfiguration(image: ImageName("s:1"), closesStandardInputOnce: true)
            let id = try await client.create(named: "a", configuration)
            let output = AttachedOutput()
            let channel = try await client.attach(id, pipeline: output.install)
            try await client.start(id)
            try await channel.writeAndFlush(ByteBuffer(string: "last words\n"))
            try await channel.close(mode: .output)
            #expect(await output.everything() == ["last words\n", ""])
            #expect(try await client.wait(id, deadline: .seconds(60)).code == 0)
        }
    }

    private static let head101 = "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
    private static let head200 = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n"
    private static let frames = "\u{1}\0\0\0\0\0\0\u{4}out\n\u{2}\0\0\0\0\0\0\u{4}err\n"

    @Test(
        arguments: [
            [head101 + frames], [head101, frames], [head200 + frames], [head200, frames],
            (head101 + frames).unicodeScalars.map { String($0) },
            (head200 + frames).unicodeScalars.map { String($0) },
        ]
    )
    func noByteIsLostAroundTheHandover(chunks: [String]) async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.inject(.text(chunks), on: .post("*/attach"))
            let output = AttachedOutput()
            _ = try await client.attach(ContainerID("a"), pipeline: output.install)
            #expect(await output.everything() == ["out\n", "err\n"])
        }
    }

    @Test func aConnectionHandedOverWithoutUpgradeWorksBothWays() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addImage("s:1", process: .echo)
            engine.inject(.attachWithoutUpgrade, on: .post("*/attach"))
            let id = try await client.create(named: "a", ContainerConfiguration(image: ImageName("s:1")))
            let output = AttachedOutput()
            let channel = try await client.attach(id, pipeline: output.install)
            try await client.start(id)
            try await channel.writeAndFlush(ByteBuffer(string: "hello\n"))
            #expect(await output.line() == "hello")
        }
    }

    @Test func outputThatIsNoStreamOfFramesClosesTheChannel() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.inject(.text([Self.head101 + "plain text of a terminal"]), on: .post("*/attach"))
            let output = AttachedOutput()
            let channel = try await client.attach(ContainerID("a"), pipeline: output.install)
            #expect(await output.everything() == ["", ""])
            #expect(output.error?.code == .protocolViolation)
            try await channel.closeFuture.get()
        }
    }

    @Test(
        arguments: [
            (FakeFault.status(404, message: "No such container: a"), EngineError.Code.notFound),
            (.text(["HTTP/1.1 404 Not Found\r\n\r\nNo such container: a\r\n"]), .notFound),
            (.status(409, message: "container a is paused"), .conflict),
            (.status(500, message: "no stdin"), .serverError),
            (.answer(FakeAnswer(status: 204)), .protocolViolation),
            (.garbage, .protocolViolation),
            (.resetBeforeEffect, .connectionLost),
            (.text(["HTTP/1.1 101 UPG"]), .connectionLost),
        ]
    )
    func anAttachThatIsRefusedIsAnError(fault: FakeFault, code: EngineError.Code) async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.inject(fault, on: .post("*/attach"))
            let error = await #expect(throws: EngineError.self) {
                try await client.attach(ContainerID("a")) { _ in Issue.record("no stream was handed over") }
            }
            #expect(error?.code == code)
            #expect(error?.doing == "attach to container a")
        }
    }

    @Test func anAttachThatIsNeverAnsweredTimesOut() async throws {
        try await withFakeEngineAndClient(limits: EngineLimits(call: .milliseconds(200))) { engine, client in
            let gate = Gate()
            engine.inject(.stall(gate), on: .post("*/attach"))
            let error = await #expect(throws: EngineError.self) { try await client.attach(ContainerID("a")) { _ in } }
            gate.open()
            #expect(error?.code == .timedOut)
        }
    }

    @Test func anAttachCanBeCancelled() async throws {
        try await withFakeEngineAndClient { engine, client in
            let gate = Gate()
            engine.inject(.stall(gate), on: .post("*/attach"))
            await withTaskGroup(of: EngineError.Code?.self) { group in
                group.addTask {
                    do throws(EngineError) {
                        _ = try await client.attach(ContainerID("a")) { _ in }
                        return nil
                    } catch { return error.code }
                }
                await gate.waitUntilReached()
                group.cancelAll()
                let code = await group.next() ?? nil
                #expect(code == .cancelled || code == .connectionLost)
            }
            gate.open()
        }
    }

    @Test func aPipelineThatCannotBeBuiltClosesTheStream() async throws {
        struct Broken: Error {}
        try await withFakeEngineAndClient { engine, client in
            engine.model.addImage("s:1")
            let id = try await client.create(named: "a", ContainerConfiguration(image: ImageName("s:1")))
            let error = await #expect(throws: EngineError.self) {
                try await client.attach(id) { _ in throw Broken() }
            }
            #expect(error?.cause is Broken)
        }
    }
}
