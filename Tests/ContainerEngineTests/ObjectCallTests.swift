import ContainerEngine
import Synchronization
import TestSupport
import Testing

/// Images, networks and volumes.
@Suite struct ObjectCallTests {
    @Test func anImageIsInspectedUnderAnyNameWithItsSlashes() async throws {
        try await withFakeEngineAndClient { engine, client in
            let name = "registry.example:5000/team/server:1"
            let id = engine.model.addImage(name, environment: ["A=1"], user: "65534", labels: ["k": "v"])
            let image = try await client.inspectImage(ImageName(name))
            #expect(engine.requests.last?.path == "/images/\(name)/json")
            #expect(image.id == ImageName(id))
            #expect(image.tags == [ImageName(name)])
            #expect(image.digests == [])
            #expect(image.configuration.user == "65534")
            #expect(image.configuration.labels == ["k": "v"])
            #expect(image.configuration.environment == ["A=1"])
            #expect(try await client.inspectImage(ImageName(id)) == image)
            #expect(try await client.listImages(labels: [.has("k")]).map(\.id) == [image.id])
        }
    }

    @Test(
        arguments: [
            ("team/server", ["fromImage": "team/server", "tag": "latest"]),
            ("server:1.0", ["fromImage": "server", "tag": "1.0"]),
            ("localhost:5000/server", ["fromImage": "localhost:5000/server", "tag": "latest"]),
            (
                "s@sha256:\(String(repeating: "a", count: 64))",
                ["fromImage": "s@sha256:\(String(repeating: "a", count: 64))"]
            ),
        ]
    )
    func aPullAsksForOneImage(name: String, query: [String: String]) async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.inject(.answer(FakeAnswer(status: 200)), on: .post("/images/create"))
            try await client.pullImage(ImageName(name))
            #expect(engine.requests.last?.query == query)
        }
    }

    @Test func aPullReportsItsSteps() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addToRegistry("server:1")
            let steps = Mutex<[PullProgress]>([])
            try await client.pullImage(ImageName("server:1")) { step in steps.withLock { $0.append(step) } }
            #expect(
                steps.withLock { $0 } == [
                    PullProgress(layer: "1.0", status: "Pulling from server"),
                    PullProgress(layer: "0123456789ab", status: "Downloading", current: 5, total: 10),
                    PullProgress(status: "Status: Downloaded newer image for server:1"),
                ]
            )
            _ = try await client.inspectImage(ImageName("server:1"))
        }
    }

    @Test(
        arguments: [
            ("unexpected EOF", EngineError.Code.serverError),
            ("manifest unknown: manifest unknown", .notFound),
        ]
    )
    func aFailureWithinAPullIsAnError(message: String, code: EngineError.Code) async throws {
        try await withFakeEngineAndClient { engine, client in
            let body =
                #"{"status":"x"}"# + "\n" + #"{"errorDetail":{"message":"\#(message)"},"error":"\#(message)"}"# + "\n"
            engine.inject(.answer(FakeAnswer(status: 200, body: body)), on: .post("/images/create"))
            let error = await #expect(throws: EngineError.self) { try await client.pullImage(ImageName("s:1")) }
            #expect(error?.code == code)
            #expect(error?.description.contains("cannot pull image s:1") == true)
        }
    }

    @Test func aPullOfAMissingImageIsNotFound() async throws {
        try await withFakeEngineAndClient { engine, client in
            let error = await #expect(throws: EngineError.self) { try await client.pullImage(ImageName("s:1")) }
            #expect(error?.code == .notFound)
            #expect(error?.status == 404)
        }
    }

    @Test func aPullThatBreaksOffIsNoSuccess() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addToRegistry("server:1")
            engine.inject(.truncatedAnswer, on: .post("/images/create"))
            let error = await #expect(throws: EngineError.self) { try await client.pullImage(ImageName("server:1")) }
            #expect(error?.code == .connectionLost)
        }
    }

    @Test func imagesAreTaggedAndRemoved() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addImage("a:1")
            try await client.tagImage(ImageName("a:1"), as: ImageName("b/c:2"))
            #expect(engine.requests.last?.path == "/images/a:1/tag")
            #expect(engine.requests.last?.query == ["repo": "b/c", "tag": "2"])
            try await client.removeImage(ImageName("b/c:2"))
            #expect(engine.requests.last?.description == "DELETE /images/b/c:2")
            #expect(engine.model.images.isEmpty)
        }
    }

    @Test func networksLiveTheirLife() async throws {
        try await withFakeEngineAndClient { engine, client in
            let wanted = NetworkConfiguration(name: "n", isInternal: true, labels: ["k": "v"])
            let id = try await client.createNetwork(wanted)
            #expect(
                engine.requests.last?.body == [
                    "Name": "n", "CheckDuplicate": true, "Driver": "bridge", "Internal": true, "Labels": ["k": "v"],
                    "Options": [:],
                ]
            )
            let network = try await client.inspectNetwork(id)
            #expect(network.name == "n" && network.isInternal && network.labels == ["k": "v"])
            #expect(try await client.listNetworks(labels: [.equals("k", "v")]) == [network])
            let error = await #expect(throws: EngineError.self) { try await client.createNetwork(wanted) }
            #expect(error?.code == .conflict)
            try await client.removeNetwork(id)
            #expect(engine.model.networkNames.isEmpty)
        }
    }

    @Test func volumesLiveTheirLife() async throws {
        try await withFakeEngineAndClient { engine, client in
            let wanted = VolumeConfiguration(name: VolumeName("v"), labels: ["k": "v"])
            let volume = try await client.createVolume(wanted)
            #expect(engine.requests.last?.body == ["Name": "v", "Driver": "local", "Labels": ["k": "v"]])
            #expect(volume.name == VolumeName("v"))
            #expect(try await client.createVolume(wanted) == volume)
            #expect(try await client.inspectVolume(VolumeName("v")) == volume)
            #expect(try await client.listVolumes() == [volume])
            try await client.removeVolume(VolumeName("v"))
            let error = await #expect(throws: EngineError.self) { try await client.removeVolume(VolumeName("v")) }
            #expect(error?.code == .notFound)
        }
    }
}
