import ContainerEngine
import Logging
import Spec

/// How long an engine that does not answer is asked again, more and more slowly, for something that somebody waits for.
struct EnginePatience: Sendable {
    private static let firstDelay: Duration = .milliseconds(100)
    private static let longestDelay: Duration = .seconds(5)

    private let subject: Logger.Metadata
    private let time: Stopwatch
    /// Nil if there is time until the task is cancelled.
    private let end: Duration?

    /// Patience that begins now.
    init(for address: ServerAddress, within limit: Duration, _ time: Stopwatch) {
        (subject, self.time) = (["mcp.server": "\(address)"], time)
        end = time.elapsed() + limit
    }

    /// Patience with a container of somebody who cancels the task when time is up.
    init(forContainer name: String, _ time: Stopwatch) {
        (subject, self.time, end) = (["container": "\(name)"], time, nil)
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
                guard !Task.isCancelled, end.map({ time.elapsed() + delay < $0 }) ?? true else { throw error }
                let metadata = subject.merging(["error": "\(error)"]) { own, _ in own }
                Logger.current.warning("the engine does not answer, and is asked again", metadata: metadata)
                guard (try? await time.clock.sleep(for: delay)) != nil else { throw error }
                delay = min(delay * 2, Self.longestDelay)
            }
        }
    }
}
