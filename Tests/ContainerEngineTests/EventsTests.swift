import ContainerEngine
import TestSupport
import Testing

@Suite struct EventsTests {
    @Test func whatHappensIsReportedInOrder() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.addImage("s:1")
            var events = try await client.events().makeAsyncIterator()
            let id = try await client.create(
                named: "a",
                ContainerConfiguration(image: ImageName("s:1"), labels: ["k": "v"])
            )
            try await client.start(id)
            try await client.remove(id, .killing)
            var actions: [String] = []
            while actions.last != "destroy", let event = try await events.next() {
                #expect(event.kind == .container)
                #expect(event.subject == id.text)
                #expect(event.attributes["k"] == "v" && event.attributes["name"] == "a")
                actions.append(event.action)
            }
            #expect(actions == ["create", "start", "die", "destroy"])
        }
    }

    @Test func conditionsGoToTheEngine() async throws {
        try await withFakeEngineAndClient { engine, client in
            let filter = EventFilter(kinds: [.container, .image], actions: ["die"], labels: [.has("k")])
            _ = try await client.events(since: EngineTime(nanoseconds: 5_000_000_001), filter: filter)
            let query = try #require(engine.requests.last).query
            #expect(query["since"] == "5.000000001")
            #expect(
                try JSONValue(parsing: query["filters"] ?? "") == [
                    "type": ["container", "image"], "event": ["die"], "label": ["k"],
                ]
            )
        }
    }

    @Test func aStreamThatEndsIsAnErrorAndCanBeTakenUpAgain() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.model.emit(kind: "container", action: "start", subject: "1")
            var events = try await client.events(since: EngineTime(nanoseconds: 0)).makeAsyncIterator()
            let first = try #require(try await events.next())
            engine.dropConnections()
            let error = await #expect(throws: EngineError.self) { try await events.next() }
            #expect(error?.code == .connectionLost)
            engine.model.emit(kind: "container", action: "die", subject: "1")
            var again = try await client.events(since: first.time).makeAsyncIterator()
            #expect(try await again.next() == first)
            #expect(try await again.next()?.action == "die")
        }
    }

    private static let line = #"{"Type":"container","Action":"die","Actor":{"ID":"é","Attributes":null},"timeNano":9}"#

    @Test(arguments: Array(stride(from: 1, through: line.utf8.count + 1, by: 7)))
    func anEventMayComeInPieces(size: Int) async throws {
        let bytes = Array((Self.line + "\n\r\n" + Self.line + "\n").utf8)
        let chunks = stride(from: 0, to: bytes.count, by: size).map { start in
            let piece = bytes[start..<min(start + size, bytes.count)]
            return Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8)
        }
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        try await withFakeEngineAndClient { engine, client in
            engine.inject(.bytes([Array(head.utf8)] + chunks + [Array("0\r\n\r\n".utf8)]), on: .get("/events"))
            var events = try await client.events().makeAsyncIterator()
            for _ in 0..<2 {
                let expected = EngineEvent(
                    kind: .container,
                    action: "die",
                    subject: "é",
                    time: EngineTime(nanoseconds: 9)
                )
                #expect(try await events.next() == expected)
            }
            let error = await #expect(throws: EngineError.self) { try await events.next() }
            #expect(error?.code == .connectionLost)
        }
    }

    @Test(
        arguments: [
            ("{\"Type\":\"container\"", EngineError.Code.connectionLost),
            ("no json\n", .protocolViolation),
            ("{}\n", .protocolViolation),
            (String(repeating: "x", count: 200), .protocolViolation),
        ]
    )
    func whatIsNoEventIsAnError(body: String, code: EngineError.Code) async throws {
        try await withFakeEngineAndClient(limits: EngineLimits(lineSize: 100)) { engine, client in
            engine.inject(.answer(FakeAnswer(status: 200, body: body)), on: .get("/events"))
            var events = try await client.events().makeAsyncIterator()
            let error = await #expect(throws: EngineError.self) { try await events.next() }
            #expect(error?.code == code)
        }
    }

    @Test func aFailureAtTheBeginningIsThrownAtOnce() async throws {
        try await withFakeEngineAndClient { engine, client in
            engine.inject(.status(500), on: .get("/events"))
            let error = await #expect(throws: EngineError.self) { try await client.events() }
            #expect(error?.code == .serverError)
        }
    }
}
