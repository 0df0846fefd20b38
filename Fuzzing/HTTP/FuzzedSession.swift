import ModelContextProtocol
import NIOCore
import Synchronization

@testable import GatewayRuntime

/// A conversation that answers at once, after other messages, with the next message, or never, as its messages ask.
final class FuzzedSession: TransportSession {
    /// How many there may be at once.
    static let maximum = 3

    private struct State {
        var version: ProtocolVersion?
        var held: [@Sendable (ByteBuffer?) -> Void] = []
        var isClosed = false
    }

    let id = SessionID()
    let unsolicited: AsyncStream<ByteBuffer>
    private let continuation: AsyncStream<ByteBuffer>.Continuation
    private let state = Mutex(State())

    init() {
        (unsolicited, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(4))
    }

    var negotiatedVersion: ProtocolVersion? { state.withLock { $0.version } }

    func receive(
        _ message: ByteBuffer,
        related: @escaping @Sendable (ByteBuffer) -> Void,
        reply: @escaping @Sendable (ByteBuffer?) -> Void
    ) {
        let held = state.withLock { state in
            if state.version == nil { state.version = .v2025_11_25 }
            defer { state.held = [] }
            return state.held
        }
        for reply in held { reply(message) }
        switch message.readableBytes % 5 {
        case 0: reply(nil)
        case 1: reply(message)
        case 2:
            for _ in 0..<6 { related(message) }
            reply(message)
        case 3: state.withLock { $0.held.append(reply) }
        default:
            related(message)
            continuation.yield(message)
            state.withLock { $0.held.append(reply) }
        }
    }

    func close() {
        let held = state.withLock { state in
            demandOnce(state.isClosed)
            state.isClosed = true
            defer { state.held = [] }
            return state.held
        }
        for reply in held { reply(nil) }
        continuation.finish()
    }

    private func demandOnce(_ isClosed: Bool) {
        if isClosed { fatalError("broken: a session is closed twice") }
    }
}
