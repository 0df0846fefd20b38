package import NIOCore

/// What runs in a fake container.
package struct FakeProcess: Sendable {
    /// Runs until the process ends by itself (returning its exit code) or is cancelled by a stop or kill.
    let body: @Sendable (FakeProcessStreams) async -> Int

    package init(_ body: @escaping @Sendable (FakeProcessStreams) async -> Int) {
        self.body = body
    }

    /// Runs until it is stopped.
    package static let idle = FakeProcess { _ in
        await Signal().wait()
        return 143
    }

    /// Ends at once.
    package static func exiting(_ code: Int, stderr: String = "") -> FakeProcess {
        FakeProcess { streams in
            streams.writeError(stderr)
            return code
        }
    }

    /// Writes to its output what comes in.
    package static let echo = FakeProcess { streams in
        for await chunk in streams.input { streams.write(chunk) }
        return 0
    }
}

/// A fake process's standard streams.
package struct FakeProcessStreams: Sendable {
    /// What attached clients write; ends only where the container was created with `StdinOnce`.
    package let input: AsyncStream<ByteBuffer>
    let emit: @Sendable (UInt8, ByteBuffer) -> Void

    /// Complete lines of the input, without their ends.
    package var lines: AsyncStream<String> {
        let input = input
        return AsyncStream(bufferingPolicy: .unbounded) { continuation in
            let task = Task {
                var pending = ""
                for await chunk in input {
                    pending += String(buffer: chunk)
                    let parts = pending.split(separator: "\n", omittingEmptySubsequences: false)
                    for line in parts.dropLast() { continuation.yield(String(line)) }
                    pending = parts.last.map(String.init) ?? ""
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Writes to standard output.
    package func write(_ bytes: ByteBuffer) { emit(1, bytes) }
    package func write(_ text: String) { emit(1, ByteBuffer(string: text)) }
    package func writeLine(_ text: String) { write(text + "\n") }
    /// Writes to standard error.
    package func writeError(_ text: String) { emit(2, ByteBuffer(string: text)) }
}
