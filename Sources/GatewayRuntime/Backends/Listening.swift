import ModelContextProtocol

/// The request with which a server without handshakes is listened to (specification 2026-07-28, subscriptions): there is
/// one, and another takes its place when something else is wanted, or when it ends.
///
/// It decides; whoever has it sends, cancels and waits.
struct Listening: Sendable {
    /// What the gateway wants to hear of.
    struct Interest: Hashable, Sendable {
        /// Notifications of changed lists.
        var lists: Set<MCPMethod> = []
        /// Resources.
        var uris: [String] = []

        var isEmpty: Bool { lists.isEmpty && uris.isEmpty }

        /// The request's filter as JSON.
        var filter: String {
            let names: [(MCPMethod, String)] = [
                (.toolListChanged, "toolsListChanged"), (.promptListChanged, "promptsListChanged"),
                (.resourceListChanged, "resourcesListChanged"),
            ]
            var members = names.filter { lists.contains($0.0) }.map { #""\#($0.1)":true"# }
            if !uris.isEmpty {
                members.append(#""resourceSubscriptions":[\#(uris.map(JSONString.quoting).joined(separator: ","))]"#)
            }
            return "{" + members.joined(separator: ",") + "}"
        }
    }

    /// What there is to do after the server's acknowledgement.
    struct Acknowledgement: Sendable {
        /// The request that has had its day.
        var cancels: Int64?
        var completed: [Completion] = []
        /// Something else is wanted meanwhile.
        var sendsAgain = false
        /// Changes may have been missed: the lists are read again.
        var isAfterGap = false
    }

    typealias Completion = @Sendable (Bool) -> Void

    private struct Request {
        let id: Int64
        let interest: Interest
        var isAcknowledged = false
    }

    private static let firstDelay: Duration = .seconds(1)
    private static let longestDelay: Duration = .seconds(30)

    private var wanted = Interest()
    private var current: Request?
    /// Goes on until the current one is acknowledged, so that nothing is missed in between.
    private var previous: Int64?
    private var waiting: [Completion] = []
    private var failures = 0
    private var hasGap = false
    /// The server does not know the request.
    private var isRefused = false
    private var isPaused = false

    /// Whether a notification with this subscription's id is one that was asked for.
    func owns(_ id: Int64) -> Bool { current?.id == id || previous == id }

    /// Whether the server has still to agree to this request.
    func isAwaited(_ id: Int64) -> Bool { current?.id == id && current?.isAcknowledged == false }

    /// Takes in what is wanted from now on; `completion` is called, once, when the server has agreed or has not.
    ///
    /// - Returns: True if a request must be sent now; and whom to call, with what.
    mutating func want(_ interest: Interest, _ completion: @escaping Completion) -> (sends: Bool, done: Bool?) {
        wanted = interest
        if isRefused { return (false, false) }
        if let current, current.isAcknowledged, current.interest == interest { return (false, true) }
        if interest.isEmpty, current == nil { return (false, true) }
        waiting.append(completion)
        return (current.map(\.isAcknowledged) ?? !isPaused, nil)
    }

    /// A request is sent under this id.
    mutating func sent(_ id: Int64) -> Interest {
        previous = current?.id
        current = Request(id: id, interest: wanted)
        return wanted
    }

    /// Nil for a request that is not the current one.
    mutating func acknowledged(_ id: Int64) -> Acknowledgement? {
        guard current?.id == id, current?.isAcknowledged == false else { return nil }
        current?.isAcknowledged = true
        var result = Acknowledgement(cancels: previous, isAfterGap: hasGap)
        (previous, hasGap, failures) = (nil, false, 0)
        if current?.interest == wanted {
            (result.completed, waiting) = (waiting, [])
        } else {
            result.sendsAgain = true
        }
        return result
    }

    /// A request was answered, or broke off: there is nothing to hear any more.
    ///
    /// - Parameters:
    ///   - id: Of the request.
    ///   - isRefused: Whether the server does not know the request at all.
    ///   - chance: From 0 to 1; spreads what begins again.
    /// - Returns: Who waited for it, and after which time to send another one; nil if it was not the current one.
    mutating func ended(
        _ id: Int64,
        isRefused: Bool,
        chance: Double
    ) -> (failed: [Completion], retry: Duration?)? {
        guard current?.id == id else {
            if previous == id { previous = nil }
            return nil
        }
        (current, previous, hasGap) = (nil, nil, true)
        defer { waiting = [] }
        self.isRefused = isRefused
        guard !isRefused, !wanted.isEmpty else { return (waiting, nil) }
        failures += 1
        isPaused = true
        var delay = Self.firstDelay
        for _ in 1..<failures where delay < Self.longestDelay { delay *= 2 }
        return (waiting, min(delay, Self.longestDelay) * (0.5 + min(max(chance, 0), 1) / 2))
    }

    /// The pause is over.
    ///
    /// - Returns: True if a request must be sent now.
    mutating func resumed() -> Bool {
        isPaused = false
        return current == nil && !wanted.isEmpty && !isRefused
    }

    /// Nothing is wanted any more; returns the requests to take back.
    mutating func stop() -> [Int64] {
        defer { (current, previous, wanted) = (nil, nil, Interest()) }
        return [current?.id, previous].compactMap { $0 }
    }
}
