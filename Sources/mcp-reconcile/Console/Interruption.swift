import UnixSignals

/// The program was asked to stop and has brought the operation in flight to an end.
struct Interruption: Error {
    let signal: UnixSignal

    /// What a shell reports for a program that ended by this signal.
    var exitCode: Int32 { 128 + signal.rawValue }
}

/// Runs the body; the first SIGINT or SIGTERM cancels it, and it gets the time it needs to end cleanly.
///
/// - Throws: ``Interruption`` if a signal came before the body ended, else what the body throws.
func withInterruption<Output: Sendable>(
    _ body: @escaping @Sendable () async throws -> Output
) async throws -> Output {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    return try await withThrowingTaskGroup(of: Step<Output>.self) { group in
        group.addTask { .ended(try await body()) }
        group.addTask {
            for await signal in signals { return .interrupted(signal) }
            throw CancellationError()
        }
        var interruption: Interruption?
        while let step = try await nextStep(of: &group, after: interruption) {
            switch step {
            case .ended(let output):
                group.cancelAll()
                return output
            case .interrupted(let signal):
                interruption = Interruption(signal: signal)
                group.cancelAll()
            }
        }
        throw interruption ?? Interruption(signal: .sigint)
    }
}

private enum Step<Output: Sendable>: Sendable {
    case ended(Output)
    case interrupted(UnixSignal)
}

/// After a signal, an error of the body is a consequence of its cancellation: the interruption is what is reported.
private func nextStep<Output>(
    of group: inout ThrowingTaskGroup<Step<Output>, any Error>,
    after interruption: Interruption?
) async throws -> Step<Output>? {
    do {
        return try await group.next()
    } catch {
        throw interruption ?? error
    }
}
