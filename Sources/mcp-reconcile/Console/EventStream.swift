import Planner
import Synchronization

/// Numbered and dated JSON lines on standard output, each written as a whole.
final class EventStream: Sendable {
    private let written = Mutex(0)

    func write(_ events: [EventLine]) {
        written.withLock { written in
            for event in events {
                written += 1
                Console.output.write(event.text(number: written, at: UTCTime.now.text))
            }
        }
    }
}
