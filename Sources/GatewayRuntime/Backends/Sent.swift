import Synchronization

/// The id under which a request was sent, for whoever may have to give it up.
final class Sent: Sendable {
    private let number = Mutex<Int64?>(nil)

    var id: Int64? { number.withLock { $0 } }

    func note(_ id: Int64) {
        number.withLock { $0 = id }
    }
}
