import ContainerEngine
import DequeModule
import Synchronization

/// The containers that a gateway has kept, stopped, when their use ended: so many, and then the oldest goes.
final class KeptContainers: Sendable {
    static let maximum = 64

    private let containers = Mutex<Deque<ContainerID>>([])

    /// Takes a container in that is stopped.
    ///
    /// - Returns: The container that must go for it.
    func add(_ container: ContainerID) -> ContainerID? {
        containers.withLock { containers in
            containers.append(container)
            return containers.count > Self.maximum ? containers.popFirst() : nil
        }
    }
}
