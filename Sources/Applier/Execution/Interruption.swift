import Synchronization

/// A request to end an apply between operations: what is in flight is finished, nothing else is begun.
///
/// Cancelling the task is the harder way: it also abandons what is in flight. Either way the next run converges.
package final class Interruption: Sendable {
    private let requested = Atomic<Bool>(false)

    package init() {}

    package func request() {
        requested.store(true, ordering: .releasing)
    }

    package var isRequested: Bool {
        requested.load(ordering: .acquiring)
    }
}
