import Subprocess

/// A process that runs beside a test and is watched line by line.
struct Companion: Sendable {
    /// Lines kept for a test that has not asked for them yet.
    private static let lineLimit = 100_000

    /// What the process prints, standard error included; each line is seen once.
    let lines: AsyncStream<String>
    private let signal: @Sendable (Signal) throws -> Void

    /// Passes over lines until one satisfies the condition.
    ///
    /// - Throws: ``CompanionEnded`` with everything that was passed over, if the process ends first.
    func line(where isWanted: (String) -> Bool) async throws -> String {
        var seen: [String] = []
        for await line in lines {
            if isWanted(line) { return line }
            seen.append(line)
        }
        throw CompanionEnded(seen: seen)
    }

    func line(containing text: String) async throws -> String {
        try await line { $0.contains(text) }
    }

    func send(_ signal: Signal) throws {
        try self.signal(signal)
    }

    /// Runs the command as long as the body, and then asks it to end unless it has ended by itself.
    @discardableResult
    static func running<Output: Sendable>(
        _ command: Command,
        _ body: @Sendable (Companion) async throws -> Output
    ) async throws -> (output: Output, status: ExitStatus) {
        let result = try await Subprocess.run(
            command.configuration,
            input: .none,
            output: .sequence,
            error: .combinedWithOutput
        ) { execution in
            let (lines, continuation) = AsyncStream.makeStream(
                of: String.self,
                bufferingPolicy: .bufferingOldest(lineLimit)
            )
            let companion = Companion(lines: lines) { try execution.send(signal: $0) }
            async let printed: Void = forward(execution.standardOutput, to: continuation)
            do {
                let output = try await body(companion)
                // A process that is gone already needs no signal.
                _ = try? execution.send(signal: .terminate)
                try await printed
                return output
            } catch {
                _ = try? execution.send(signal: .kill)
                throw error
            }
        }
        return (result.closureResult, ExitStatus(result.terminationStatus))
    }

    private static func forward(
        _ output: SubprocessOutputSequence,
        to continuation: AsyncStream<String>.Continuation
    ) async throws {
        defer { continuation.finish() }
        for try await line in output.strings() { continuation.yield(line) }
    }
}

/// A process ended before it printed what a test waited for.
struct CompanionEnded: Error, CustomStringConvertible {
    let seen: [String]

    var description: String { "the process ended; it had printed:\n" + seen.joined(separator: "\n") }
}
