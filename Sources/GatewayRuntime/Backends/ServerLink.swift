import ModelContextProtocol
import NIOCore

/// What carries messages to a server; what comes back goes to ``BackendConnection/receive(_:)``.
protocol ServerLink: Sendable {
    /// Where the connection's timers run.
    var eventLoop: any EventLoop { get }
    /// False once nothing can be sent any more.
    var isActive: Bool { get }
    /// False while too much waits to be sent.
    var isWritable: Bool { get }

    /// Sends one message, without a line's end.
    func write(_ message: ByteBuffer)

    func close()

    /// Whether messages have headers.
    var hasHeaders: Bool { get }

    /// Takes in which arguments of tools travel in headers, by the tools' names.
    func note(_ parameters: [String: HeaderParameters])
}

extension ServerLink {
    var hasHeaders: Bool { false }

    func note(_ parameters: [String: HeaderParameters]) {}
}

/// The standard streams of a container.
struct ChannelLink: ServerLink {
    let channel: any Channel

    var eventLoop: any EventLoop { channel.eventLoop }
    var isActive: Bool { channel.isActive }
    var isWritable: Bool { channel.isWritable }

    func write(_ message: ByteBuffer) {
        channel.writeAndFlush(message, promise: nil)
    }

    func close() {
        channel.close(promise: nil)
    }
}
