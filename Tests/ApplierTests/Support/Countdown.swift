import Synchronization

/// Does something at the given tick: 0 is the arming itself.
final class Countdown: Sendable {
    private let remaining: Mutex<Int>
    private let action: @Sendable () -> Void

    init(_ ticks: Int, action: @escaping @Sendable () -> Void) {
        remaining = Mutex(ticks)
        self.action = action
    }

    func arm() {
        if remaining.withLock({ $0 == 0 }) { action() }
    }

    func tick() {
        let isDue = remaining.withLock { remaining in
            remaining -= 1
            return remaining == 0
        }
        if isDue { action() }
    }
}
