import ModelContextProtocol
import NIOCore
import NIOPosix
import Synchronization
import SystemPackage

/// Gateways on a socket that do as a test says, each on one connection.
final class Script: Sendable {
    enum Reaction {
        case answer
        case silence
        /// The gateway ends.
        case close
        /// The gateway has ended before anything is read.
        case closeAtOnce
    }

    private struct State {
        var connections = 0
        var lines: [Int: [String]] = [:]
    }

    private let state = Mutex(State())
    /// What a gateway does with a line: its number among the gateways, the line, and the line's number.
    private let react: @Sendable (Int, String, Int) -> Reaction

    init(_ react: @escaping @Sendable (_ connection: Int, _ line: String, _ number: Int) -> Reaction) {
        self.react = react
    }

    var connections: Int { state.withLock(\.connections) }

    /// What gateways have read.
    func lines(of connections: ClosedRange<Int>) -> [String] {
        state.withLock { state in connections.flatMap { state.lines[$0, default: []] } }
    }

    func listen(at path: FilePath) async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    let connection = state.withLock { state in
                        defer { state.connections += 1 }
                        return state.connections
                    }
                    try channel.pipeline.syncOperations.addHandler(ScriptedGateway(connection, self))
                }
            }
            .bind(unixDomainSocketPath: path.string)
            .get()
    }

    fileprivate func endsAtOnce(_ connection: Int) -> Bool { react(connection, "", 0) == .closeAtOnce }

    fileprivate func reaction(_ connection: Int, _ line: String) -> Reaction {
        let number = state.withLock { state in
            defer { state.lines[connection, default: []].append(line) }
            return state.lines[connection, default: []].count
        }
        return react(connection, line, number)
    }
}

private final class ScriptedGateway: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let connection: Int
    private let script: Script
    private var framer = LineFramer()

    init(_ connection: Int, _ script: Script) {
        (self.connection, self.script) = (connection, script)
    }

    func channelActive(context: ChannelHandlerContext) {
        if script.endsAtOnce(connection) { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        framer.append(unwrapInboundIn(data))
        while context.channel.isActive, let line = framer.next() {
            switch script.reaction(connection, String(buffer: line)) {
            case .answer: answer(line, context)
            case .silence: break
            case .close, .closeAtOnce: context.close(promise: nil)
            }
        }
    }

    private func answer(_ line: ByteBuffer, _ context: ChannelHandlerContext) {
        guard let envelope = try? Envelope(of: line), let id = envelope.id, envelope.kind == .request else { return }
        var answer = ByteBuffer(string: #"{"jsonrpc":"2.0","id":"#)
        answer.writeImmutableBuffer(line.piece(id))
        answer.writeString(#","result":{}}"# + "\n")
        context.writeAndFlush(NIOAny(answer), promise: nil)
    }
}

/// The client at the other end of a process's standard streams.
final class Editor: Sendable {
    private let input: SystemPackage.FileDescriptor
    private let lines: AsyncStream<String>

    init(writingTo input: SystemPackage.FileDescriptor, readingFrom output: SystemPackage.FileDescriptor) async throws {
        self.input = input
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        self.lines = lines
        _ = try await NIOPipeBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(LineListener(continuation))
                }
            }
            .takingOwnershipOfDescriptor(input: output.rawValue)
            .get()
    }

    func say(_ messages: String...) {
        // Far less than a pipe takes without a reader.
        _ = try? input.writeAll(messages.map { $0 + "\n" }.joined().utf8)
    }

    /// The next message; nil if there will be none.
    func hear() async throws -> String? {
        for await line in lines { return line }
        return nil
    }

    func leave() { try? input.close() }
}

private final class LineListener: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let continuation: AsyncStream<String>.Continuation
    private var framer = LineFramer()

    init(_ continuation: AsyncStream<String>.Continuation) {
        self.continuation = continuation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        framer.append(unwrapInboundIn(data))
        while let line = framer.next() { continuation.yield(String(buffer: line)) }
    }

    func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
}
