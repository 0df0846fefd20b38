import ContainerEngine
import TestSupport
import Testing

/// Each method's request line, query and body, as they arrive at the socket.
@Suite struct ContainerCallTests {
    private static let id = ContainerID("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")

    @Test func everyCallCarriesTheAgreedVersionAndOnePingAgreesOnIt() async throws {
        try await withFakeEngineAndClient { engine, client in
            let version = try await client.version()
            let info = try await client.info()
            #expect(version.apiVersion == "1.41")
            #expect(info.id == "FAKE:ENGINE")
            #expect(engine.requests.map(\.path) == ["/_ping", "/version", "/info"])
            #expect(engine.requests.map(\.apiVersion) == [nil, "1.41", "1.41"])
            #expect(engine.requests.allSatisfy { $0.headers["host"] == "localhost" })
        }
    }

    @Test(arguments: [("1.40", "1.40"), ("1.43", "1.43"), ("1.52", "1.44"), ("2.0", "1.44")])
    func theNewestCommonVersionIsUsed(offered: String, expected: String) async throws {
        try await withFakeEngineAndClient { engine, client in
            let ping = FakeAnswer(status: 200, headers: ["Api-Version": offered], body: "OK")
            engine.inject(.answer(ping), on: .get("/_ping"))
            _ = try await client.listContainers()
            #expect(engine.requests.last?.apiVersion == expected)
        }
    }

    @Test(arguments: [("1.39", EngineError.Code.unsupportedVersion), ("none", .protocolViolation)])
    func anEngineWithoutACommonVersionIsRefused(offered: String, code: EngineError.Code) async throws {
        try await withFakeEngineAndClient { engine, client in
            let ping = FakeAnswer(status: 200, headers: ["Api-Version": offered], body: "OK")
            engine.inject(.answer(ping), on: .get("/_ping"))
            let error = await #expect(throws: EngineError.self) { try await client.listContainers() }
            #expect(error?.code == code)
            #expect(engine.requests.count == 1)
        }
    }

    @Test func aCreationWritesEveryField() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addImage("server:1")
            let id = try await client.create(named: "mcpr-a", .complete)
            #expect(id == engine.model.containers.first?.id)
            let request = try #require(engine.requests.last)
            #expect(request.description == "POST /containers/create")
            #expect(request.query == ["name": "mcpr-a"])
            #expect(request.headers["content-type"] == "application/json")
            #expect(request.body == ContainerConfiguration.completeDocument)
        }
    }

    @Test func whatWasCreatedIsReadBack() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addImage("server:1", environment: ["PATH=/bin", "A=image"], labels: ["from": "image"])
            let id = try await client.create(named: "mcpr-a", .complete)
            let inspection = try await client.inspect(id)
            var expected = ContainerConfiguration.complete
            expected.environment.append("PATH=/bin")
            expected.labels["from"] = "image"
            #expect(inspection.configuration == expected)
            #expect(inspection.name == "mcpr-a")
            #expect(inspection.state.status == .created)
            #expect(try await client.inspect(named: "mcpr-a") == inspection)
        }
    }

    @Test func aListAsksWithExactNamesAndLabels() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addImage("server:1")
            for name in ["mcpr-a", "mcpr-ab", "xmcpr-a"] {
                let labels = name == "mcpr-ab" ? [:] : ["owner": "me"]
                _ = try await client.create(
                    named: name,
                    ContainerConfiguration(image: ImageName("server:1"), labels: labels)
                )
            }
            let named = try await client.listContainers(names: ["mcpr-a"])
            #expect(named.map(\.names) == [["mcpr-a"]])
            #expect(named.first?.status == .created)
            let filters = try JSONValue(parsing: engine.requests.last?.query["filters"] ?? "")
            #expect(filters == ["name": ["^/?mcpr-a$"]])
            #expect(engine.requests.last?.query["all"] == "true")
            #expect(try await client.listContainers(labels: [.equals("owner", "me")]).count == 2)
            #expect(try await client.listContainers(labels: [.has("owner")], names: ["mcpr-ab"]).isEmpty)
            #expect(try await client.listContainers(scope: .runningOnly).isEmpty)
            #expect(engine.requests.last?.query == [:])
        }
    }

    @Test func theLifeCycleCallsHitTheirPaths() async throws {
        try await withFakeEngineAndClient { engine, client in
            for (pattern, status) in [("*/start", 204), ("*/stop", 204), ("*/kill", 204)] {
                engine.inject(.answer(FakeAnswer(status: status)), on: .post(pattern))
            }
            engine.inject(.answer(.noContent), on: .delete("*"), times: 2)
            try await client.start(Self.id)
            try await client.stop(Self.id, grace: .milliseconds(1500))
            try await client.kill(Self.id, signal: "SIGTERM")
            try await client.remove(Self.id)
            try await client.remove(Self.id, .killing)
            let path = "/containers/\(Self.id.text)"
            let calls = engine.requests.dropFirst()
            #expect(calls.map(\.path) == ["\(path)/start", "\(path)/stop", "\(path)/kill", path, path])
            #expect(
                calls.map(\.query) == [
                    [:], ["t": "2"], ["signal": "SIGTERM"], ["force": "false", "v": "true"],
                    ["force": "true", "v": "true"],
                ]
            )
        }
    }

    @Test func aContainerGetsAnotherNameUnlessThatIsTaken() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addImage("server:1")
            let configuration = ContainerConfiguration(image: ImageName("server:1"))
            let (first, second) = (
                try await client.create(named: "a", configuration), try await client.create(named: "b", configuration)
            )
            try await client.start(first)
            try await client.rename(first, to: "c d")
            #expect(engine.requests.last?.path == "/containers/\(first.text)/rename")
            #expect(engine.requests.last?.query == ["name": "c d"])
            #expect(try await client.inspect(first).name == "c d")
            let error = await #expect(throws: EngineError.self) { try await client.rename(second, to: "c d") }
            #expect(error?.code == .conflict)
            #expect(try await client.inspect(second).name == "b")
        }
    }

    @Test func startingAndStoppingTwiceIsNoError() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addImage("server:1")
            let id = try await client.create(named: "a", ContainerConfiguration(image: ImageName("server:1")))
            try await client.start(id)
            try await client.start(id)
            try await client.stop(id, grace: .seconds(1))
            try await client.stop(id, grace: .seconds(1))
            #expect(try await client.inspect(id).state.exitCode == 143)
            #expect(engine.model.container(named: "a")?.starts == 1)
        }
    }

    @Test func waitingTellsHowTheProcessEnded() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addImage("server:1")
            let id = try await client.create(named: "a", ContainerConfiguration(image: ImageName("server:1")))
            try await client.start(id)
            async let exit = client.wait(id, until: .notRunning, deadline: .seconds(60))
            await engine.model.crash("a", exitCode: 137, outOfMemory: true)
            #expect(try await exit == ContainerExit(code: 137, isOutOfMemory: true))
            #expect(engine.requests.contains { $0.query == ["condition": "not-running"] })
        }
    }

    @Test func theEndOfAContainerThatIsGoneIsNotCalledOutOfMemory() async throws {
        try await withFakeEngineAndClient { engine, client in
            let answer = FakeAnswer.json(["StatusCode": 1, "Error": ["Message": "gone\u{1b}"]])
            engine.inject(.answer(answer), on: .post("*/wait"))
            let exit = try await client.wait(Self.id, until: .removed, deadline: .seconds(60))
            #expect(exit == ContainerExit(code: 1, error: "gone\\u{1b}"))
        }
    }

    @Test func anIdentifierCannotLeaveItsPathSegment() async throws {
        try await withFakeEngineAndClient { engine, client in
            await #expect(throws: EngineError.self) { try await client.start(ContainerID("a/../b?x=1#y")) }
            #expect(engine.requests.last?.path == "/containers/a/../b?x=1#y/start")
            #expect(engine.requests.last?.query == [:])
        }
    }
}

extension ContainerConfiguration {
    /// Every field set to something that is no default.
    static let complete = ContainerConfiguration(
        image: ImageName("server:1"),
        command: ["--flag", "a b"],
        entrypoint: ["/entry"],
        environment: ["A=1", "B="],
        user: "1000:1000",
        workingDirectory: "/srv/app",
        labels: ["io.x": "y"],
        host: HostConfiguration(
            droppedCapabilities: ["ALL"],
            addedCapabilities: ["NET_BIND_SERVICE"],
            isPrivileged: true,
            hasReadOnlyRoot: true,
            securityOptions: ["no-new-privileges"],
            runsInit: true,
            temporaryFilesystems: ["/tmp": "rw,size=64m"],
            memory: 2_147_483_648,
            memoryAndSwap: 2_147_483_648,
            nanoCPUs: 1_500_000_000,
            pidsLimit: 256,
            networkMode: "none",
            nameServers: ["10.0.0.53"],
            extraHosts: ["db:10.0.0.1"],
            mounts: [ContainerMount(kind: .bind, source: "/data", target: "/d", isReadOnly: true)],
            logDriver: LogDriver.none,
            restartPolicy: .never
        )
    )

    /// The same, as the API's reference spells it.
    static let completeDocument: JSONValue = [
        "Image": "server:1", "Cmd": ["--flag", "a b"], "Entrypoint": ["/entry"], "Env": ["A=1", "B="],
        "User": "1000:1000", "WorkingDir": "/srv/app", "Labels": ["io.x": "y"],
        "OpenStdin": true, "StdinOnce": false, "AttachStdin": true, "AttachStdout": true, "AttachStderr": true,
        "Tty": false,
        "HostConfig": [
            "CapDrop": ["ALL"], "CapAdd": ["NET_BIND_SERVICE"], "Privileged": true, "ReadonlyRootfs": true,
            "SecurityOpt": ["no-new-privileges"], "Init": true, "Tmpfs": ["/tmp": "rw,size=64m"],
            "Memory": 2_147_483_648, "MemorySwap": 2_147_483_648, "NanoCpus": 1_500_000_000, "PidsLimit": 256,
            "NetworkMode": "none", "ExtraHosts": ["db:10.0.0.1"], "Dns": ["10.0.0.53"],
            "Mounts": [["Type": "bind", "Source": "/data", "Target": "/d", "ReadOnly": true]],
            "LogConfig": ["Type": "none", "Config": [:]],
            "RestartPolicy": ["Name": "no", "MaximumRetryCount": 0],
        ],
    ]
}
