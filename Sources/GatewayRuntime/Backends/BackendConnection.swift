import Logging
import ModelContextProtocol
import NIOCore
import Synchronization

/// One conversation with one MCP server.
///
/// A call is a splice and a write, its answer a scan and a splice: callers pass closures, which run on the channel's
/// event loop, and no task stands in between.
final class BackendConnection: Sendable {
    /// Requests in flight at once; more are refused rather than queued.
    static let maximumInFlight = 1024
    /// Bytes that wait for a server that does not read; from there on calls are refused.
    static let maximumUnwritten = 64 << 20

    /// Who hears what the server says of itself.
    struct Listener: Sendable {
        /// A notification, and the request in whose course it comes: the only one in flight, or nil.
        var notice: @Sendable (ByteBuffer, Envelope, ClientRequest?) -> Void
        /// A question for the client behind the server.
        var question: @Sendable (ServerQuestion) -> Void
    }

    struct State {
        var pending = PendingRequests(capacity: maximumInFlight)
        /// Why no request is accepted any more; nil while the connection serves.
        var refusal: BackendFailure?
        /// When the timer for deadlines is due; nil if none runs.
        var timer: NIODeadline?
        var idle: [@Sendable () -> Void] = []
        /// Lists that the server said have changed, and that were not read since.
        var staleLists: Set<ListKind> = []
        var listener: Listener?
        /// What describes the gateway's own requests to a server without handshakes: the members of their `_meta`.
        var envelope = ""
        var listening = Listening()
        /// The server's questions that are not answered yet, by their ids as they were sent.
        var questions: [ByteBuffer: ServerQuestion] = [:]
    }

    let standardError: StandardErrorTail
    /// One element when the server's lists have changed since the last; ends with the connection.
    let listChanges: AsyncStream<Void>
    let logger: Logger
    /// What keeps what it writes beside its messages; nil if nothing does.
    let voice: ServerVoice?
    let link: any ServerLink
    let listChangesContinuation: AsyncStream<Void>.Continuation
    private let speaksStateless = Atomic(false)
    let state = Mutex(State())

    init(
        link: any ServerLink,
        logger: Logger,
        voice: ServerVoice? = nil,
        standardError: StandardErrorTail = StandardErrorTail()
    ) {
        self.link = link
        self.logger = logger
        self.voice = voice
        self.standardError = standardError
        (listChanges, listChangesContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Sends a request under an id of our own.
    ///
    /// - Parameters:
    ///   - timeout: How long the answer may take.
    ///   - isCancellable: Whether the server is told when the request is given up.
    ///   - caller: Whose request it is; nil for the gateway's own.
    ///   - make: Makes the message for the id, one line without its end.
    ///   - progress: Told of progress notifications whose token is the id.
    ///   - completion: Called once, also when the request is refused, and possibly before this returns.
    /// - Returns: The id, for ``cancel(_:reason:failure:)``; nil for a refused request.
    @discardableResult
    func send(
        timeout: Duration,
        isCancellable: Bool = true,
        caller: ClientRequest? = nil,
        make: (Int64) -> ByteBuffer,
        progress: (@Sendable (ByteBuffer, Envelope) -> Void)? = nil,
        completion: @escaping @Sendable (PendingRequests.Answer) -> Void
    ) -> Int64? {
        guard link.isWritable || !link.isActive else {
            completion(.failed(.busy))
            return nil
        }
        let deadline = link.eventLoop.now + TimeAmount(timeout)
        let entry = PendingRequests.Entry(
            deadline: deadline,
            timeout: timeout,
            isCancellable: isCancellable,
            caller: caller,
            progress: progress,
            completion: completion
        )
        let admission = state.withLock { state -> Result<(id: Int64, needsTimer: Bool), BackendFailure> in
            if let refusal = state.refusal { return .failure(refusal) }
            guard let id = state.pending.add(entry) else { return .failure(.busy) }
            let needsTimer = state.timer.map { deadline < $0 } ?? true
            if needsTimer { state.timer = deadline }
            return .success((id, needsTimer))
        }
        switch admission {
        case .failure(let failure):
            completion(.failed(failure))
            return nil
        case .success(let (id, needsTimer)):
            write(make(id))
            if needsTimer { scheduleExpiry(at: deadline) }
            return id
        }
    }

    /// Gives a request up: the server is told, and its caller gets `failure`.
    func cancel(_ id: Int64, reason: String, failure: BackendFailure = .cancelled) {
        guard let entry = take(id) else { return }
        withdraw(id, entry, reason: reason)
        entry.completion(.failed(failure))
    }

    /// Tells the server, if it may be told, that nobody waits for its answer any more.
    func withdraw(_ id: Int64, _ entry: PendingRequests.Entry, reason: String) {
        if entry.isCancellable { write(Message.cancelled(requestID: id, reason: reason)) }
    }

    /// Sends a message that nobody answers.
    func write(_ message: ByteBuffer) {
        link.write(message)
    }

    /// Whether the server is one without handshakes: every request describes itself then (specification 2026-07-28).
    var isStateless: Bool { speaksStateless.load(ordering: .relaxed) }

    /// From now on every request is of this era; `envelope` describes the gateway's own.
    func speak(_ era: ServerEra, describedBy envelope: String = "") {
        state.withLock { $0.envelope = envelope }
        speaksStateless.store(era == .stateless, ordering: .relaxed)
    }

    /// A request of the gateway's own, in the server's era; `params` are the members of its parameters, as JSON.
    func request(_ method: MCPMethod, id: Int64, params: String? = nil) -> ByteBuffer {
        guard isStateless else { return Message.request(method.rawValue, id: id, params: params.map { "{\($0)}" }) }
        let meta = #""_meta":{\#(state.withLock { $0.envelope })}"#
        let members = [params, meta].compactMap { $0 }.joined(separator: ",")
        return Message.request(method.rawValue, id: id, params: "{\(members)}")
    }

    /// Tells what carries the messages which arguments of tools travel in headers.
    func note(_ parameters: [String: HeaderParameters]) {
        link.note(parameters)
    }

    /// Whether messages have headers.
    var hasHeaders: Bool { link.hasHeaders }

    var eventLoop: any EventLoop { link.eventLoop }
    var isWritable: Bool { link.isWritable }
    var now: NIODeadline { link.eventLoop.now }
    var isOpen: Bool { state.withLock { $0.refusal == nil } }
    var inFlight: Int { state.withLock { $0.pending.count } }

    /// Ends a request whose answer cannot be taken; nothing happens for one that has ended.
    func giveUp(_ id: Int64, _ failure: BackendFailure) {
        take(id)?.completion(.failed(failure))
    }

    /// Ends a request that did not reach the server, or whose answer did not come back; the reason follows its name.
    ///
    /// To the gateway's own requests that is the server's answer: whoever greets it draws conclusions from what it says.
    func undelivered(_ id: Int64, _ reason: String) {
        guard state.withLock({ $0.pending.caller(of: id) }) == nil else { return giveUp(id, .unreachable(reason)) }
        receive(Message.error(.internalError, reason, id: ByteBuffer(string: String(id))))
    }

    /// Ends what a line has to do with that is too long to be taken: the request that it answers, or the one that it is.
    func giveUp(_ line: LongLine, limit: Int) {
        if let id = line.responseID { return giveUp(id, .tooLong(limit: limit)) }
        guard let id = line.requestID, isWritable else { return }
        write(Message.error(.invalidRequest, "requests have at most \(limit.binarySize)", id: id))
    }

    func take(_ id: Int64) -> PendingRequests.Entry? {
        let (entry, idle) = state.withLock { state in
            let entry = state.pending.remove(id)
            return (entry, Self.takeIdle(&state))
        }
        for body in idle { body() }
        return entry
    }

    static func takeIdle(_ state: inout State) -> [@Sendable () -> Void] {
        guard !state.idle.isEmpty, state.pending.isEmpty else { return [] }
        defer { state.idle = [] }
        return state.idle
    }
}
