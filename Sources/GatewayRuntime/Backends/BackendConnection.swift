import ModelContextProtocol
import NIOCore
import Synchronization

/// One conversation with one MCP server over its attached standard streams.
///
/// A call is a splice and a write; its answer is a scan and a splice. No task, lock or copy of the payload stands in
/// between: callers pass a closure, which runs on the channel's event loop.
final class BackendConnection: Sendable {
    /// Requests in flight at once; more are refused at once rather than queued without end.
    static let maximumInFlight = 4096

    /// What became of a request.
    enum Answer: Sendable {
        /// The whole response line and where its parts stand.
        case response(ByteBuffer, Envelope)
        case refused(BackendFailure)
    }

    private struct Pending {
        let deadline: NIODeadline
        let progress: (@Sendable (ByteBuffer, Envelope) -> Void)?
        let completion: @Sendable (Answer) -> Void
    }

    private struct State {
        var pending: [Int64: Pending] = [:]
        var nextID: Int64
        var failure: BackendFailure?
        var drained: [@Sendable () -> Void] = []
    }

    private let channel: any Channel
    private let events: @Sendable (BackendEvent) -> Void
    private let state: Mutex<State>
    let standardError: StandardErrorTail

    /// - Parameter events: Told of what no request asked for; runs on the channel's event loop.
    init(
        channel: any Channel,
        standardError: StandardErrorTail,
        events: @escaping @Sendable (BackendEvent) -> Void
    ) {
        self.channel = channel
        self.standardError = standardError
        self.events = events
        // Another process may be attached to the same server: a random start keeps its answers apart from ours.
        state = Mutex(State(nextID: Int64.random(in: 1...(1 << 48))))
    }

    /// Sends a request under an id of our own.
    ///
    /// - Parameters:
    ///   - make: Makes the message for the id; it must be one line without its end.
    ///   - progress: Told of progress notifications whose token is the id.
    /// - Returns: The id, by which the request can be cancelled; nil if it was refused.
    @discardableResult
    func send(
        timeout: Duration,
        progress: (@Sendable (ByteBuffer, Envelope) -> Void)? = nil,
        make: (Int64) -> ByteBuffer,
        completion: @escaping @Sendable (Answer) -> Void
    ) -> Int64? {
        let pending = Pending(
            deadline: .now() + TimeAmount(timeout),
            progress: progress,
            completion: completion
        )
        let admitted: Result<Int64, BackendFailure> = state.withLock { state in
            if let failure = state.failure { return .failure(failure) }
            guard state.pending.count < Self.maximumInFlight else { return .failure(.busy) }
            state.nextID += 1
            state.pending[state.nextID] = pending
            return .success(state.nextID)
        }
        switch admitted {
        case .failure(let failure):
            completion(.refused(failure))
            return nil
        case .success(let id):
            write(make(id))
            return id
        }
    }

    /// Sends a message that nobody answers.
    func write(_ message: ByteBuffer) {
        var line = message
        line.writeInteger(UInt8(ascii: "\n"))
        channel.writeAndFlush(line, promise: nil)
    }

    /// Gives a request up: the server is told, and its caller gets `failure`.
    func cancel(_ id: Int64, reason: String, failure: BackendFailure) {
        guard let pending = take(id) else { return }
        write(Message.cancelled(requestID: id, reason: reason))
        pending.completion(.refused(failure))
    }

    /// Calls back once no request is in flight; at once if none is.
    func whenDrained(_ body: @escaping @Sendable () -> Void) {
        let isIdle = state.withLock { state in
            guard !state.pending.isEmpty else { return true }
            state.drained.append(body)
            return false
        }
        if isIdle { body() }
    }

    var inFlight: Int { state.withLock { $0.pending.count } }

    var isOpen: Bool { state.withLock { $0.failure == nil } }

    /// Detaches; the server keeps running.
    func close() {
        fail(with: .detached)
        channel.close(promise: nil)
    }

    /// Ends every request in flight and refuses new ones; the first failure counts.
    func fail(with failure: BackendFailure) {
        let (pending, drained) = state.withLock { state in
            state.failure = state.failure ?? failure
            defer { (state.pending, state.drained) = ([:], []) }
            return (state.pending.values, state.drained)
        }
        for request in pending { request.completion(.refused(failure)) }
        for body in drained { body() }
    }

    /// Gives up what has waited too long; called about once a second.
    func expire(now: NIODeadline = .now()) {
        let expired = state.withLock { state in state.pending.filter { $0.value.deadline < now }.map(\.key) }
        for id in expired { cancel(id, reason: "timed out", failure: .timedOut) }
    }

    private func take(_ id: Int64) -> Pending? {
        let (pending, drained) = state.withLock { state in
            let pending = state.pending.removeValue(forKey: id)
            guard state.pending.isEmpty, !state.drained.isEmpty else { return (pending, [@Sendable () -> Void]()) }
            defer { state.drained = [] }
            return (pending, state.drained)
        }
        for body in drained { body() }
        return pending
    }
}

// MARK: - What the server says

extension BackendConnection {
    /// Takes one line of the server's standard output.
    func receive(_ line: ByteBuffer) {
        guard let envelope = try? Envelope(of: line) else {
            // Banners and debugging output on stdout are common: noise is no fault.
            events(.noise(line))
            return
        }
        guard let method = envelope.method else {
            guard let id = envelope.id.flatMap({ line.integer(at: $0) }), let pending = take(id) else { return }
            pending.completion(.response(line, envelope))
            return
        }
        if let id = envelope.id {
            answer(line.piece(id), line, method)
        } else {
            notice(line, envelope, method)
        }
    }

    /// A server's own requests: a shared server must not reach any one client, so it learns that nobody is there.
    private func answer(_ id: ByteBuffer, _ line: ByteBuffer, _ method: Range<Int>) {
        if line.equals(method, "\"ping\"") {
            write(Message.result("{}", id: id))
        } else if line.equals(method, "\"roots/list\"") {
            write(Message.result(#"{"roots":[]}"#, id: id))
        } else {
            write(Message.error(.methodNotFound, "the gateway offers no such method", id: id))
        }
    }

    private func notice(_ line: ByteBuffer, _ envelope: Envelope, _ method: Range<Int>) {
        if line.equals(method, "\"notifications/progress\"") {
            guard let token = envelope.progressToken.flatMap({ line.integer(at: $0) }) else { return }
            state.withLock { $0.pending[token]?.progress }?(line, envelope)
        } else if line.equals(method, "\"notifications/tools/list_changed\"") {
            events(.toolsChanged)
        }
    }
}

/// What a server does without being asked.
enum BackendEvent: Sendable {
    case toolsChanged
    /// A line on standard output that is no JSON-RPC message.
    case noise(ByteBuffer)
    /// The streams ended: the process ended, or the engine went.
    case closed
}
