import ModelContextProtocol
import NIOCore

/// What a client and the gateway that it has joined have said to each other, as far as another gateway must know it to
/// go on in that one's place.
struct JoinedConversation: Sendable {
    /// Requests, questions and subscriptions that are known by their ids, of each kind; a session has no more requests.
    private static let maximum = ClientSession.maximumRequests

    private var handshake: ByteBuffer?
    private var isOpen = false
    /// The notification that ended the client's part of the handshake.
    private var opened: ByteBuffer?
    private var logLevel: ByteBuffer?
    private var subscriptions: [String: ByteBuffer] = [:]
    /// The ids of the client's requests that are under way.
    private var requests: Set<ByteBuffer> = []
    /// The ids of the gateway's requests that the client has not answered.
    private var questions: Set<ByteBuffer> = []
    /// The ids of what was said again in the client's place.
    private var repeated: Set<ByteBuffer> = []
    private var repetitions = 0

    /// Takes note of what the client says.
    ///
    /// - Returns: False for an answer to what the gateway of now has not asked.
    mutating func said(_ message: ByteBuffer) -> Bool {
        guard let envelope = try? Envelope(of: message) else { return true }
        let id = envelope.id.map { message.piece($0) }
        switch envelope.kind {
        case .request: if let id { asked(message, envelope, id) }
        case .notification: if envelope.knownMethod == .initialized { opened = message }
        case .response: return id.map { questions.remove($0) != nil } ?? true
        case .invalid: break
        }
        return true
    }

    private mutating func asked(_ message: ByteBuffer, _ envelope: Envelope, _ id: ByteBuffer) {
        if requests.count < Self.maximum { requests.insert(id) }
        guard envelope.statelessVersion == nil else { return }
        switch envelope.knownMethod {
        case .initialize: (handshake, isOpen) = (message, false)
        case .setLevel: logLevel = message
        case .resourcesSubscribe, .resourcesUnsubscribe:
            guard let uri = envelope.uri.flatMap({ message.string(at: $0) }) else { return }
            let isWanted = envelope.knownMethod == .resourcesSubscribe
            guard !isWanted || subscriptions.count < Self.maximum else { return }
            subscriptions[uri] = isWanted ? message : nil
        default: break
        }
    }

    /// Takes note of what the gateway says.
    ///
    /// - Returns: False for what is not meant for the client.
    mutating func heard(_ message: ByteBuffer) -> Bool {
        guard let envelope = try? Envelope(of: message), let id = envelope.id.map({ message.piece($0) }) else {
            return true
        }
        switch envelope.kind {
        case .response, .invalid:
            if repeated.remove(id) != nil { return false }
            requests.remove(id)
            if let handshake, let envelope = try? Envelope(of: handshake),
                envelope.id.map({ handshake.piece($0) }) == id
            {
                isOpen = true
            }
        case .request: if questions.count < Self.maximum { questions.insert(id) }
        case .notification: break
        }
        return true
    }

    /// The gateway has ended.
    ///
    /// - Returns: What the client is told: nobody answers what is under way, and nobody waits for its answers.
    mutating func ended() -> [ByteBuffer] {
        let unanswered = isOpen || handshake == nil ? requests : requests.subtracting(handshakeID)
        let failures = unanswered.map { id in
            let text = "the gateway that had this request has ended, and another goes on: ask again"
            return Message.error(.internalError, text, id: id, data: #"{"source":"gateway"}"#)
        }
        let withdrawals = questions.map { id in
            let params = #"{"requestId":\#(String(buffer: id)),"reason":"the gateway has ended"}"#
            return Message.notification(MCPMethod.cancelled.rawValue, params: params)
        }
        requests.subtract(unanswered)
        (questions, repeated) = ([], [])
        return failures + withdrawals
    }

    private var handshakeID: Set<ByteBuffer> {
        guard let handshake, let id = try? Envelope(of: handshake).id else { return [] }
        return [handshake.piece(id)]
    }

    /// What another gateway must hear first.
    mutating func beginning() -> [ByteBuffer] {
        guard let handshake else { return [] }
        // A client that still waits for the handshake gets the new gateway's answer.
        guard isOpen else { return [handshake] }
        let wishes = [logLevel].compactMap { $0 } + subscriptions.sorted { $0.key < $1.key }.map(\.value)
        return [again(handshake)] + [opened].compactMap { $0 } + wishes.map { again($0) }
    }

    /// What the client is told when another gateway goes on: it may list something else.
    var news: [ByteBuffer] {
        guard isOpen, opened != nil else { return [] }
        return [MCPMethod.toolListChanged, .promptListChanged, .resourceListChanged]
            .map { Message.notification($0.rawValue) }
    }

    /// A request of the client's under an id that it does not use.
    private mutating func again(_ request: ByteBuffer) -> ByteBuffer {
        repetitions += 1
        let id = ByteBuffer(string: #""mcp-reconcile-again-\#(repetitions)""#)
        repeated.insert(id)
        guard let range = try? Envelope(of: request).id else { return request }
        var splicer = MessageSplicer()
        splicer.replace(range, with: id)
        return splicer.applied(to: request)
    }
}
