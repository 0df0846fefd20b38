import ModelContextProtocol
import NIOCore

/// What a client and the gateway that it has joined have said to each other, as far as another gateway must know it to
/// go on in that one's place.
struct JoinedConversation: Sendable {
    /// Requests, questions and subscriptions that are known by their ids, of each kind; a session has no more requests.
    private static let maximum = ClientSession.maximumRequests
    /// Longer requests are not kept to be sent again.
    private static let longestKept = 64 << 10

    private var handshake: ByteBuffer?
    private var isOpen = false
    /// The notification that ended the client's part of the handshake.
    private var opened: ByteBuffer?
    private var logLevel: ByteBuffer?
    private var subscriptions: [String: ByteBuffer] = [:]
    /// The client's requests that are under way, by their ids; nil for one that may not be sent again.
    private var requests: [ByteBuffer: ByteBuffer?] = [:]
    /// The ids of the gateway's requests that the client has not answered.
    private var questions: Set<ByteBuffer> = []
    /// The ids of what was said again in the client's place.
    private var repeated: Set<ByteBuffer> = []
    private var repetitions = 0
    /// The id of what a gateway must answer before the client's own messages go to it.
    private var awaited: ByteBuffer?

    /// Takes note of what the client says.
    ///
    /// - Returns: False for an answer to what the gateway of now has not asked.
    mutating func said(_ message: ByteBuffer) -> Bool {
        guard let envelope = try? Envelope(of: message) else { return true }
        let id = envelope.id.map { message.piece($0) }
        switch envelope.kind {
        case .request: if let id { asked(message, envelope, id) }
        case .notification:
            if envelope.knownMethod == .initialized { opened = message }
            if envelope.knownMethod == .cancelled { takenBack(message, envelope) }
        case .response: return id.map { questions.remove($0) != nil } ?? true
        case .invalid: break
        }
        return true
    }

    /// A request that was taken back is answered by nobody.
    private mutating func takenBack(_ message: ByteBuffer, _ envelope: Envelope) {
        let params = envelope.params.flatMap { try? JSONText(message.piece($0)) }
        if let id = params?["requestId"]?.bytes { requests[id] = nil }
    }

    private mutating func asked(_ message: ByteBuffer, _ envelope: Envelope, _ id: ByteBuffer) {
        if requests.count < Self.maximum {
            let isKept = envelope.knownMethod?.isRepeatable == true && message.readableBytes <= Self.longestKept
            requests.updateValue(isKept ? message : nil, forKey: id)
        }
        guard envelope.statelessVersion == nil else { return }
        switch envelope.knownMethod {
        case .initialize: (handshake, isOpen, opened) = (message, false, nil)
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
            if awaited == id { awaited = nil }
            if repeated.remove(id) != nil { return false }
            requests[id] = nil
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

    /// Whether a gateway has not yet shown that it goes on: one that is about to end still takes connections.
    var isAwaiting: Bool { awaited != nil }

    /// The gateway has ended: what does no harm twice is left to the next one.
    ///
    /// - Returns: What the client is told: nobody answers the rest of what is under way, and nobody waits for its answers.
    mutating func ended() -> [ByteBuffer] {
        let unanswered = requests.filter { $0.value == nil }.map(\.key)
        let failures = unanswered.map { id in
            let text = "the gateway that had this request has ended, and another goes on: ask again"
            return Message.error(.internalError, text, id: id, data: #"{"source":"gateway"}"#)
        }
        let withdrawals = questions.map { id in
            let params = #"{"requestId":\#(String(buffer: id)),"reason":"the gateway has ended"}"#
            return Message.notification(MCPMethod.cancelled.rawValue, params: params)
        }
        for id in unanswered { requests[id] = nil }
        (questions, repeated, awaited) = ([], [], nil)
        return failures + withdrawals
    }

    /// What another gateway must hear first; until it has answered that, ``isAwaiting`` is true.
    mutating func beginning() -> [ByteBuffer] {
        var messages: [ByteBuffer] = []
        if isOpen, let handshake {
            messages.append(again(handshake))
        } else {
            messages.append(again(Message.request(MCPMethod.ping.rawValue, id: 0)))
        }
        awaited = repeated.first
        // A client that still waits for the handshake gets the new gateway's answer, as it does for other requests.
        let (handshakes, others) = underWay()
        messages += handshakes + [opened].compactMap { $0 }
        if isOpen {
            let wishes = [logLevel].compactMap { $0 } + subscriptions.sorted { $0.key < $1.key }.map(\.value)
            messages += wishes.map { again($0) }
        }
        return messages + others
    }

    /// The requests that the client waits for and that are sent again, handshakes apart.
    private func underWay() -> (handshakes: [ByteBuffer], others: [ByteBuffer]) {
        var (handshakes, others): ([ByteBuffer], [ByteBuffer]) = ([], [])
        for message in requests.values.compactMap({ $0 }) {
            let isHandshake = (try? Envelope(of: message))?.knownMethod == .initialize
            if isHandshake { handshakes.append(message) } else { others.append(message) }
        }
        return (handshakes, others)
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

extension MCPMethod {
    /// Whether a request that may have been answered already does no harm if it is made once more.
    fileprivate var isRepeatable: Bool {
        switch self {
        case .initialize, .discover, .ping, .toolsList, .promptsList, .promptsGet, .resourcesList,
            .resourceTemplatesList, .resourcesRead, .resourcesSubscribe, .resourcesUnsubscribe, .complete, .setLevel:
            true
        default: false
        }
    }
}
