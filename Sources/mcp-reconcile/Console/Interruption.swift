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
/// - Returns: What the body returns, and the signal that came meanwhile, if one did.
/// - Throws: ``Interrupted`` if a signal made the body fail, else what the body throws.
func withInterruption<Output: Sendable>(
    _ body: @escaping @Sendable (Interruption) async throws -> Output
) async throws -> (output: Output, interrupted: Interrupted?) {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    let interruption = Interruption()
    let received = ReceivedSignal()
    return try await withThrowingTaskGroup(of: Output?.self) { group in
        group.addTask { try await body(interruption) }
        group.addTask {
            for await signal in signals {
                guard received.note(signal) else { throw Interrupted(signal: signal) }
                interruption.request(endingWith: Interrupted(signal: signal).exitCode)
            }
            return nil
        }
        defer { group.cancelAll() }
        do {
            while let step = try await group.next() {
                if let output = step { return (output, received.first.map { Interrupted(signal: $0) }) }
            }
        } catch {
            throw received.first.map { Interrupted(signal: $0) } ?? error
        }
        preconditionFailure("the body ends with an output or an error")
    }
}

/// Runs the body, which the first SIGINT or SIGTERM cancels.
///
/// - Throws: ``Interrupted`` after a signal, once the body has ended; else what the body throws.
func cancelledBySignal<Output: Sendable>(
    _ body: @escaping @Sendable () async throws -> Output
) async throws -> Output {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    return try await withThrowingTaskGroup(of: Output?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            for await signal in signals { throw Interrupted(signal: signal) }
            return nil
        }
        defer { group.cancelAll() }
        while let step = try await group.next() {
            if let output = step { return output }
        }
        preconditionFailure("the body ends with an output or an error")
    }
}

/// The first signal that came.
private final class ReceivedSignal: Sendable {
    private let signal = Mutex<UnixSignal?>(nil)

    var first: UnixSignal? { signal.withLock { $0 } }

    /// Returns true for the first one.
    func note(_ received: UnixSignal) -> Bool {
        signal.withLock { signal in
            defer { signal = signal ?? received }
            return signal == nil
        }
    }
}
