import ContainerEngine
import ModelContextProtocol
import NIOCore
import Spec
import Synchronization

/// One run of one server, as its log hears it.
final class ServerVoice: Sendable {
    private static let lineLimit = 64 << 10
    /// As many digits as the engine's own tools show.
    private static let containerDigits = 12

    let server: ServerName
    /// The beginning of the container's id.
    let container: String
    private let logs: ServerLogs
    private let framer = Mutex(LineFramer(limit: lineLimit))

    init(of server: ServerName, in container: ContainerID, to logs: ServerLogs) {
        self.server = server
        self.container = String("\(container)".prefix(Self.containerDigits))
        self.logs = logs
    }

    /// A piece of its standard error.
    func standardError(_ bytes: ByteBuffer) { logs.hear(bytes, .standardError, from: self) }

    /// A line of its standard output that was no message.
    func noise(_ line: ByteBuffer) { logs.hear(line, .standardOutput, from: self) }

    /// What the gateway has to say of it.
    func note(_ text: String) { logs.hear(ByteBuffer(string: text), .gateway, from: self) }

    /// Nothing more comes: what it wrote last counts as a line.
    func end() { logs.hear(ByteBuffer(string: "\n"), .standardError, from: self) }

    /// The whole lines that a piece brings; pieces of standard error need not end where lines do.
    func lines(of bytes: ByteBuffer, _ source: ServerLogLine.Source) -> [String] {
        guard source == .standardError else { return [String(buffer: bytes)] }
        return framer.withLock { framer in
            framer.append(bytes)
            var lines: [String] = []
            while let line = framer.next() { lines.append(String(buffer: line)) }
            return lines
        }
    }
}
