package import NIOCore

/// What runs in a fake container.
package struct FakeProcess: Sendable {
    /// Runs until the process ends by itself (returning its exit code) or is cancelled by a stop or kill.
    let body: @Sendable (FakeProcessStreams) async -> Int

    package init(_ body: @escaping @Sendable (FakeProcessStreams) async -> Int) {
        self.body = body
    }

    /// Runs it within another one.
    package func run(_ streams: FakeProcessStreams) async -> Int { await body(streams) }

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

    /// Calls `body` with each complete line of the input, without its end, until the input or the process ends.
    package func forEachLine(_ body: (String) async -> Void) async {
        var pending = ByteBuffer()
        for await chunk in input {
            pending.writeImmutableBuffer(chunk)
            while let end = pending.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
                let line = pending.readString(length: end - pending.readerIndex) ?? ""
                pending.moveReaderIndex(forwardBy: 1)
                await body(line)
            }
        }
    }

    /// Writes to standard output.
    package func write(_ bytes: ByteBuffer) { emit(1, bytes) }
    package func write(_ text: String) { emit(1, ByteBuffer(string: text)) }
    package func writeLine(_ text: String) { write(text + "\n") }
    /// Writes to standard error.
    package func writeError(_ text: String) { emit(2, ByteBuffer(string: text)) }
}
