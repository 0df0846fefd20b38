import ContainerEngine
import Synchronization

/// Lets one task at a time open a connection to a container: a second handshake in the middle of a first one, or a
/// restart meanwhile, would make both fail.
final class ContainerTurns: Sendable {
    private let waiting = Mutex<[ContainerID: [CheckedContinuation<Void, Never>]]>([:])

    /// Runs the body when no other body of the same container runs.
    func withTurn<Value, Failure: Error>(
        at container: ContainerID,
        _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLock { waiting in
                guard waiting[container] == nil else {
                    waiting[container]?.append(continuation)
                    return false
                }
                waiting[container] = []
                return true
            }
            if isFree { continuation.resume() }
        }
        defer { pass(container) }
        return try await body()
    }

    private func pass(_ container: ContainerID) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            guard waiting[container]?.isEmpty == false else {
                waiting[container] = nil
                return nil
            }
            return waiting[container]?.removeFirst()
        }
        next?.resume()
    }
}
