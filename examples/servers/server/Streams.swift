import Glibc

/// Standard input by lines and standard output by batches.
struct Streams {
    private static let chunkSize = 256 << 10

    private var chunk = [UInt8](repeating: 0, count: Self.chunkSize)
    private var input: [UInt8] = []
    private(set) var output: [UInt8] = []

    /// Waits for input until the time is up; nil waits for ever.
    func hasInput(within time: Milliseconds?) -> Bool {
        guard let time else { return true }
        var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, Int32(clamping: max(0, time))) > 0
    }

    /// Reads what there is and calls `handle` with each complete line; false at the end of the input.
    mutating func readLines(_ handle: (ArraySlice<UInt8>, inout Streams) -> Void) -> Bool {
        let count = chunk.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
        guard count > 0 else { return count < 0 && errno == EINTR }
        let searched = input.count
        input.append(contentsOf: chunk[..<count])
        let received = input
        var lineStart = 0
        var cursor = searched
        while let newline = received[cursor...].firstIndex(of: UInt8(ascii: "\n")) {
            handle(received[lineStart..<newline], &self)
            lineStart = newline + 1
            cursor = lineStart
        }
        input = Array(received[lineStart...])
        return true
    }

    mutating func append(_ text: String) {
        output.append(contentsOf: text.utf8)
    }

    mutating func append(_ value: JSONValue) {
        output.append(contentsOf: value.bytes)
    }

    /// Takes back what was appended beyond this many bytes.
    mutating func retract(to count: Int) {
        output.removeLast(output.count - count)
    }

    /// Writes the batch; ends the process if nobody reads it any more.
    mutating func flush() {
        var written = 0
        while written < output.count {
            let count = output[written...].withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { exit(EXIT_FAILURE) }
            written += max(0, count)
        }
        output.removeAll(keepingCapacity: true)
    }

    static func complain(_ text: String) {
        let line = Array((text + "\n").utf8)
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    static func now() -> Milliseconds {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}
