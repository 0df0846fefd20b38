import NIOCore

/// One client's connection to a fake engine.
struct FakeConnection {
    let engine: FakeEngine
    let channel: any Channel
    var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    private var parser = FakeRequestParser()

    init(
        engine: FakeEngine,
        channel: any Channel,
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.engine = engine
        self.channel = channel
        self.inbound = inbound
        self.outbound = outbound
    }

    /// Answers calls one after the other until the connection ends.
    mutating func run() async throws {
        while let request = try await nextRequest() {
            guard try await serve(request) else { return }
        }
    }

    private mutating func nextRequest() async throws -> FakeRequest? {
        while true {
            if let request = try parser.next() { return request }
            guard let chunk = try await inbound.next(isolation: #isolation) else { return nil }
            parser.append(chunk)
        }
    }

    /// False if the connection is to be closed.
    private mutating func serve(_ request: FakeRequest) async throws -> Bool {
        switch engine.arrived(request) {
        case nil: return try await deliver(await engine.model.carryOut(request))
        case .status(let status, let message): return try await send(.failure(status, message))
        case .answer(let answer): return try await send(answer)
        case .resetBeforeEffect: return false
        case .resetAfterEffect:
            _ = await engine.model.carryOut(request)
            return false
        case .stall(let gate):
            await gate.pass()
            return try await deliver(await engine.model.carryOut(request))
        case .stallWithinAnswer(let gate):
            return try await sendInHalves(await engine.model.carryOut(request), gate: gate)
        case .truncatedAnswer: return try await sendInHalves(await engine.model.carryOut(request), gate: nil)
        case .attachWithoutUpgrade:
            return try await deliver(await engine.model.carryOut(request), attachHead: "HTTP/1.1 200 OK")
        case .garbage: return try await sendRaw([Array("\u{1}\u{2}garbage\r\n\r\n".utf8)])
        case .bytes(let chunks): return try await sendRaw(chunks)
        }
    }

    private mutating func deliver(
        _ outcome: FakeOutcome,
        attachHead: String = "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp"
    ) async throws -> Bool {
        switch outcome {
        case .answer(let answer): return try await send(answer)
        case .attached(let attachment):
            try await serve(attachment, head: attachHead)
            return false
        case .events(let events):
            try await stream(events)
            return false
        }
    }

    private func send(_ answer: FakeAnswer) async throws -> Bool {
        try await outbound.write(ByteBuffer(string: answer.serialized))
        return true
    }

    private func sendRaw(_ chunks: [[UInt8]]) async throws -> Bool {
        for chunk in chunks { try await outbound.write(ByteBuffer(bytes: chunk)) }
        return false
    }

    /// Sends an answer up to the middle of its body and, if a gate opens, the rest.
    private func sendInHalves(_ outcome: FakeOutcome, gate: Gate?) async throws -> Bool {
        guard case .answer(let answer) = outcome else { return false }
        let bytes = Array(answer.serialized.utf8)
        let half = bytes.count - max(1, answer.body.utf8.count / 2)
        try await outbound.write(ByteBuffer(bytes: bytes[..<half]))
        guard let gate else { return false }
        await gate.pass()
        try await outbound.write(ByteBuffer(bytes: bytes[half...]))
        return true
    }

    /// Sends events as they happen, each in a chunk of its own, until the client leaves or the connection is dropped.
    private mutating func stream(_ events: AsyncStream<JSONValue>) async throws {
        let (outbound, channel) = (outbound, channel)
        try await outbound.write(
            ByteBuffer(
                string: "HTTP/1.1 200 OK\r\nApi-Version: \(FakeEngineModel.apiVersion)\r\n"
                    + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
        )
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in events {
                    guard let line = try? event.serialized() + "\n" else { continue }
                    let chunk = "\(String(line.utf8.count, radix: 16))\r\n\(line)\r\n"
                    guard (try? await outbound.write(ByteBuffer(string: chunk))) != nil else { break }
                }
                channel.close(promise: nil)
            }
            while let _ = try? await inbound.next(isolation: #isolation) {}
            group.cancelAll()
        }
    }

    /// Hands the connection over to a container's process.
    private mutating func serve(_ attachment: FakeAttachment, head: String) async throws {
        let (outbound, channel) = (outbound, channel)
        let kind = "Content-Type: application/vnd.docker.raw-stream"
        try await outbound.write(ByteBuffer(string: "\(head)\r\n\(kind)\r\n\r\n"))
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await frame in attachment.output {
                    guard (try? await outbound.write(frame)) != nil else { break }
                }
                channel.close(promise: nil)
            }
            while let bytes = try? await inbound.next(isolation: #isolation) { attachment.input(bytes) }
            if attachment.outlivesInput {
                attachment.endInput()
                await group.waitForAll()
            }
            group.cancelAll()
        }
        attachment.detach()
    }
}

extension FakeAnswer {
    /// As it goes over the wire.
    fileprivate var serialized: String {
        let standard = ["Api-Version": FakeEngineModel.apiVersion]
        var lines = ["HTTP/1.1 \(status) Status"]
        lines += headers.merging(standard) { own, _ in own }.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        if status >= 200, status != 204, status != 304 { lines.append("Content-Length: \(body.utf8.count)") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    }
}
