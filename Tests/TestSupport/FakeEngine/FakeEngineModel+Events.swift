import ContainerEngine
import Synchronization

/// A client that follows a fake engine's events.
struct FakeSubscriber: Sendable {
    let filters: FakeFilters
    let continuation: AsyncStream<JSONValue>.Continuation

    func deliver(_ event: JSONValue) {
        let labels = event["Actor"]["Attributes"].members.compactMapValues(\.text)
        guard filters.allows(event["Type"].text, for: "type"), filters.allows(event["Action"].text, for: "event"),
            filters.matches(labels: labels)
        else { return }
        continuation.yield(event)
    }
}

extension FakeEngineModel {
    /// How many clients follow the events.
    package var eventSubscribers: Int { state.withLock { $0.subscribers.count } }

    func subscribe(_ request: FakeRequest) -> AsyncStream<JSONValue> {
        let (stream, continuation) = AsyncStream.makeStream(of: JSONValue.self, bufferingPolicy: .unbounded)
        let subscriber = FakeSubscriber(filters: FakeFilters(request), continuation: continuation)
        state.withLock { state in
            state.counter += 1
            let number = Int(state.counter)
            state.subscribers[number] = subscriber
            continuation.onTermination = { _ in
                _ = self.state.withLock { $0.subscribers.removeValue(forKey: number) }
            }
            guard let since = request.query["since"].flatMap(Self.nanoseconds) else { return }
            for event in state.events where (event["timeNano"].integer ?? 0) >= since { subscriber.deliver(event) }
        }
        return stream
    }

    /// Reads `seconds` or `seconds.nanoseconds`.
    private static func nanoseconds(_ text: String) -> Int64? {
        let parts = text.split(separator: ".")
        guard let seconds = parts.first.flatMap({ Int64($0) }) else { return nil }
        return seconds * 1_000_000_000 + (parts.dropFirst().first.flatMap { Int64($0) } ?? 0)
    }
}

extension FakeEngineModel.State {
    private static let firstSecond: Int64 = 1_767_225_600

    mutating func emit(_ container: FakeContainer, _ action: String, _ more: [String: String] = [:]) {
        let own = ["name": container.name, "image": container.image]
        let attributes = container.labels.merging(own) { _, own in own }.merging(more) { _, more in more }
        emit(kind: "container", action: action, subject: container.id.text, attributes: attributes)
    }

    /// Events are one millisecond apart, so a test can tell their order by their time.
    mutating func emit(kind: String, action: String, subject: String, attributes: [String: String] = [:]) {
        let nanoseconds = Self.firstSecond * 1_000_000_000 + Int64(events.count) * 1_000_000
        let event: JSONValue = [
            "Type": .text(kind),
            "Action": .text(action),
            "Actor": ["ID": .text(subject), "Attributes": .object(attributes.mapValues { .text($0) })],
            "scope": "local",
            "time": .integer(nanoseconds / 1_000_000_000),
            "timeNano": .integer(nanoseconds),
        ]
        events.append(event)
        for subscriber in subscribers.values { subscriber.deliver(event) }
    }
}
