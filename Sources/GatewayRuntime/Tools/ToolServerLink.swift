import DequeModule
import ModelContextProtocol
import NIOCore
import Synchronization

/// Answers for a server that is no process: it lists container tools, and a call of one is the run of its container.
final class ToolServerLink: ServerLink {
    /// Containers at once.
    static let maximumRunning = 8
    /// Calls that wait for one to end; more are refused.
    static let maximumWaiting = 256

    private struct Call: Sendable {
        /// As it was sent.
        let id: ByteBuffer
        let name: String
        let arguments: ByteBuffer
    }

    private struct State {
        var running: [ByteBuffer: Task<Void, Never>] = [:]
        var waiting: Deque<Call> = []
        var isClosed = false
    }

    let eventLoop: any EventLoop
    private let runner: ToolRunner
    private let receiver: RemoteReceiver
    private let version: String
    private let state = Mutex(State())

    /// - Parameters:
    ///   - runner: Runs the tools.
    ///   - receiver: Takes the answers.
    ///   - version: The program's.
    ///   - eventLoop: Where the connection is.
    init(_ runner: ToolRunner, receiver: RemoteReceiver, version: String, eventLoop: any EventLoop) {
        self.runner = runner
        self.receiver = receiver
        self.version = version
        self.eventLoop = eventLoop
    }

    var isActive: Bool { state.withLock { !$0.isClosed } }
    var isWritable: Bool { isActive }

    func write(_ message: ByteBuffer) {
        guard let envelope = try? Envelope(of: message) else { return }
        if envelope.kind == .notification, envelope.knownMethod == .cancelled, let id = envelope.requestID {
            return cancel(message.piece(id))
        }
        guard envelope.kind == .request, let id = envelope.id.map({ message.piece($0) }) else { return }
        switch envelope.knownMethod {
        case .initialize: receiver.receive(Message.result(handshake, id: id))
        case .ping: receiver.receive(Message.result("{}", id: id))
        case .toolsList: receiver.receive(Message.result(runner.list, id: id))
        case .toolsCall: take(call(in: message, envelope, id: id))
        default: receiver.receive(Message.error(.methodNotFound, "the server has no such method", id: id))
        }
    }

    /// Ends every run.
    func close() {
        let running = state.withLock { state in
            defer { (state.running, state.waiting, state.isClosed) = ([:], [], true) }
            return Array(state.running.values)
        }
        for task in running { task.cancel() }
    }

    private var handshake: String {
        #"{"protocolVersion":"\#(ProtocolVersion.latest.rawValue)","capabilities":{"tools":{}},"#
            + #""serverInfo":{"name":"mcp-reconcile","version":\#(JSONString.quoting(version))}}"#
    }

    private func call(in message: ByteBuffer, _ envelope: Envelope, id: ByteBuffer) -> Call {
        let params = envelope.params.flatMap { try? JSONText(message.piece($0)) }
        return Call(
            id: id,
            name: params?["name"]?.string ?? "",
            arguments: params?["arguments"]?.bytes ?? ByteBuffer(string: "{}")
        )
    }

    // MARK: Calls

    private func take(_ call: Call) {
        let isTaken = state.withLock { state in
            guard !state.isClosed, state.waiting.count < Self.maximumWaiting else { return false }
            state.waiting.append(call)
            startNext(&state)
            return true
        }
        if !isTaken {
            receiver.receive(Message.result(Message.toolErrorResult("Too many calls wait already."), id: call.id))
        }
    }

    private func startNext(_ state: inout State) {
        guard state.running.count < Self.maximumRunning, let call = state.waiting.popFirst() else { return }
        state.running[call.id] = Task { [self] in
            let answer = await answer(to: call)
            let isWanted = self.state.withLock { state in
                defer { startNext(&state) }
                return state.running.removeValue(forKey: call.id) != nil
            }
            if isWanted, let answer { receiver.receive(answer) }
        }
    }

    /// Nil for a call that was taken back.
    private func answer(to call: Call) async -> ByteBuffer? {
        do {
            guard let result = try await runner.call(call.name, arguments: call.arguments) else {
                return Message.error(.invalidParams, "unknown tool", id: call.id)
            }
            return Message.result(result, id: call.id)
        } catch {
            return nil
        }
    }

    /// Whoever waits leaves the queue; a run goes on counting until its container is gone.
    private func cancel(_ id: ByteBuffer) {
        let task = state.withLock { state in
            state.waiting.removeAll { $0.id == id }
            return state.running[id]
        }
        task?.cancel()
    }
}
