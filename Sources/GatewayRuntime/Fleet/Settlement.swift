/// Whether the servers have had their time to start, and who waits for that.
struct Settlement: Sendable {
    /// Those who wait are requests of sessions, whose number each session bounds.
    private var waiting: [@Sendable () -> Void] = []
    private(set) var isSettled = false

    /// Takes somebody in who waits.
    ///
    /// - Returns: True if there is nothing to wait for.
    mutating func add(_ body: @escaping @Sendable () -> Void) -> Bool {
        if !isSettled { waiting.append(body) }
        return isSettled
    }

    /// What is settled stays settled.
    ///
    /// - Returns: Who waited for this moment.
    mutating func update(isComplete: Bool) -> [@Sendable () -> Void] {
        isSettled = isSettled || isComplete
        guard isSettled else { return [] }
        defer { waiting = [] }
        return waiting
    }
}
