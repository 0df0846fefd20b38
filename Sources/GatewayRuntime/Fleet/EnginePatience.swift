import ContainerEngine
import Logging
import Spec

/// How long an engine that does not answer is asked again, more and more slowly, for something that somebody waits for.
struct EnginePatience: Sendable {
    private static let firstDelay: Duration = .milliseconds(100)
    private static let longestDelay: Duration = .seconds(5)

    private let address: ServerAddress
    private let time: Stopwatch
    private let end: Duration

    /// Patience that begins now.
    init(for address: ServerAddress, within limit: Duration, _ time: Stopwatch) {
        (self.address, self.time) = (address, time)
        end = time.elapsed() + limit
    }

    /// Returns what `body` does, as soon as the engine answers.
    ///
    /// - Throws: What `body` throws; `EngineError` of the last try when the time is up, or the task is cancelled.
    func waiting<Value>(_ body: () async throws -> Value) async throws -> Value {
        var delay = Self.firstDelay
        while true {
            do {
                return try await body()
            } catch let error as EngineError where error.isDelay {
                guard !Task.isCancelled, time.elapsed() + delay < end else { throw error }
                let metadata: Logger.Metadata = ["mcp.server": "\(address)", "error": "\(error)"]
                Logger.current.warning("the engine does not answer, and is asked again", metadata: metadata)
                guard (try? await time.clock.sleep(for: delay)) != nil else { throw error }
                delay = min(delay * 2, Self.longestDelay)
            }
        }
    }
}
