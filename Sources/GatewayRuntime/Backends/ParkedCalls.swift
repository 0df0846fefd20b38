/// The calls that wait for a server to come back, in the order in which they came.
struct ParkedCalls: Sendable {
    /// Stands for one waiting call: whoever made it can give the call up.
    final class Ticket: Sendable {}

    private let capacity: Int
    private var calls: [(ticket: Ticket, waiter: Backend.Waiter)] = []

    /// - Parameter capacity: Calls at once.
    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Takes a call in; false if there is no room.
    mutating func park(_ ticket: Ticket, _ waiter: @escaping Backend.Waiter) -> Bool {
        guard calls.count < capacity else { return false }
        calls.append((ticket, waiter))
        return true
    }

    /// Takes one call out, to be called back by the caller; nil if it waits no longer.
    mutating func remove(_ ticket: Ticket) -> Backend.Waiter? {
        calls.firstIndex { $0.ticket === ticket }.map { calls.remove(at: $0).waiter }
    }

    mutating func removeAll() -> [Backend.Waiter] {
        defer { calls = [] }
        return calls.map(\.waiter)
    }
}
