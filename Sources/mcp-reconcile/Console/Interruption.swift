import Applier
import Synchronization
import UnixSignals

/// The program was asked to stop by a signal and has stopped.
struct Interrupted: Error {
    let signal: UnixSignal

    /// What a shell reports for a program that this signal ended.
    var exitCode: Int32 { 128 + signal.rawValue }
}

/// Runs the body with an interruption that the first SIGINT or SIGTERM requests; a second one cancels the body.
///
/// - Throws: ``Interrupted`` if a signal came and the body did not complete its work in spite of it, else what the body
///   throws.
func withInterruption<Output: Sendable>(
    _ body: @escaping @Sendable (Interruption) async throws -> Output
) async throws -> Output {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    let interruption = Interruption()
    let received = Mutex<UnixSignal?>(nil)
    return try await withThrowingTaskGroup(of: Output?.self) { group in
        group.addTask { try await body(interruption) }
        group.addTask {
            for await signal in signals {
                if received.withLock({ $0 }) != nil { throw Interrupted(signal: signal) }
                received.withLock { $0 = signal }
                interruption.request()
            }
            return nil
        }
        defer { group.cancelAll() }
        do {
            while let step = try await group.next() {
                if let output = step { return output }
            }
        } catch {
            throw received.withLock { $0 }.map { Interrupted(signal: $0) } ?? error
        }
        preconditionFailure("the body ends with an output or an error")
    }
}
