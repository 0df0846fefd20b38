import Spec

/// Which clients want to hear of which resources: a server is asked once, however many there are.
struct Subscriptions: Sendable {
    struct Key: Hashable, Sendable {
        let server: ServerName
        let uri: String
    }

    enum Addition: Hashable, Sendable {
        /// The server must be asked.
        case first
        /// It was asked before.
        case joined
        /// The client has as many as it may.
        case full
    }

    /// Subscriptions of one client.
    static let maximumPerSession = 1024

    private var subscribers: [Key: Set<SessionID>] = [:]
    private var counts: [SessionID: Int] = [:]

    mutating func add(_ uri: String, at server: ServerName, of session: SessionID) -> Addition {
        let key = Key(server: server, uri: uri)
        let isFirst = subscribers[key] == nil
        guard subscribers[key]?.contains(session) != true else { return .joined }
        guard counts[session, default: 0] < Self.maximumPerSession else { return .full }
        subscribers[key, default: []].insert(session)
        counts[session, default: 0] += 1
        return isFirst ? .first : .joined
    }

    /// Ends a client's subscription wherever it is, and returns those that nobody has any more.
    mutating func remove(_ uri: String, of session: SessionID) -> [Key] {
        subscribers.keys.filter { $0.uri == uri }.filter { remove($0, of: session) }
    }

    @discardableResult
    mutating func remove(_ uri: String, at server: ServerName, of session: SessionID) -> Bool {
        remove(Key(server: server, uri: uri), of: session)
    }

    /// Ends all of a client's subscriptions, and returns those that nobody has any more.
    mutating func removeAll(of session: SessionID) -> [Key] {
        guard counts[session] != nil else { return [] }
        return subscribers.keys.filter { remove($0, of: session) }
    }

    /// The clients to tell that a resource has changed, which may be a part of one that they subscribed to.
    func subscribers(of uri: String, at server: ServerName) -> Set<SessionID> {
        subscribers.reduce(into: []) { result, entry in
            guard entry.key.server == server, uri == entry.key.uri || uri.hasPrefix(entry.key.uri + "/") else { return }
            result.formUnion(entry.value)
        }
    }

    /// What a server that begins anew must be asked for.
    func uris(at server: ServerName) -> [String] {
        subscribers.keys.filter { $0.server == server }.map(\.uri).sorted()
    }

    /// True if nobody is left.
    private mutating func remove(_ key: Key, of session: SessionID) -> Bool {
        guard subscribers[key]?.remove(session) != nil else { return false }
        let left = counts[session, default: 1] - 1
        counts[session] = left == 0 ? nil : left
        guard subscribers[key]?.isEmpty == true else { return false }
        subscribers[key] = nil
        return true
    }
}
