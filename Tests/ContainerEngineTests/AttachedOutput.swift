import ContainerEngine
import NIOCore
import Synchronization

/// Collects what an attached channel delivers.
final class AttachedOutput: Sendable {
    private let frames: AsyncStream<AttachFrame>
    private let continuation: AsyncStream<AttachFrame>.Continuation
    private let failure = Mutex<EngineError?>(nil)

    init() {
        (frames, continuation) = AsyncStream.makeStream(of: AttachFrame.self, bufferingPolicy: .unbounded)
    }

    /// What the pipeline reported as an error.
    var error: EngineError? { failure.withLock { $0 } }

    func install(_ channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHandler(Handler(output: self))
    }

    /// The first line of standard output.
    func line() async -> String {
        var text = ""
        for await frame in frames where frame.stream == .stdout {
            text += String(buffer: frame.bytes)
            if let end = text.firstIndex(of: "\n") { return String(text[..<end]) }
        }
        return text
    }

    /// Standard output and standard error until the channel's end.
    func everything() async -> [String] {
        var texts = ["", ""]
        for await frame in frames { texts[frame.stream == .stdout ? 0 : 1] += String(buffer: frame.bytes) }
        return texts
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = AttachFrame

        private let output: AttachedOutput

        init(output: AttachedOutput) {
            self.output = output
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            output.continuation.yield(unwrapInboundIn(data))
        }

        func channelInactive(context: ChannelHandlerContext) {
            output.continuation.finish()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            output.failure.withLock { $0 = error as? EngineError }
        }
    }
}
