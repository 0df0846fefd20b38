import ContainerEngine
import NIOCore
import NIOPosix
import Planner

/// Runs containers that take one input, give one output, and end.
struct OneShotContainers: Sendable {
    /// What a container leaves behind.
    struct Result: Hashable, Sendable {
        let output: ByteBuffer
        /// The end of it.
        let standardError: String
        let exitCode: Int
        let isOutOfMemory: Bool
    }

    /// The engine does not have the image.
    struct MissingImage: Error, CustomStringConvertible {
        let cause: EngineError

        var description: String { "\(cause)" }
    }

    struct TooMuchOutput: Error, Hashable, Sendable {
        let limit: Int
    }

    private static let keptOfStandardError = 8192
    /// From the end of a container's output to that of its process.
    private static let patience: Duration = .seconds(5)

    let engine: EngineClient
    /// Marks the containers, so that the next gateway removes what a killed one has left.
    let ephemerals: EphemeralContainers
    let eventLoop: any EventLoop

    /// Runs a container to its end and removes it, unless containers are kept; cancelling kills it.
    ///
    /// - Returns: What it wrote, and its exit code.
    /// - Throws: `EngineError`, ``MissingImage``, ``TooMuchOutput``, `CancellationError`.
    func run(
        _ configuration: ContainerConfiguration,
        named name: String = "mcp-reconcile",
        input: ByteBuffer,
        maximumOutput: Int
    ) async throws -> Result {
        let container = try await create(configuration, named: name)
        do {
            let result = try await run(container, input: input, maximumOutput: maximumOutput)
            try await end(container)
            return result
        } catch {
            // A cancelled task could not remove it any more.
            await Task.detached { [engine, ephemerals] in
                // What is left is swept by the next gateway.
                try? await ephemerals.end(container, on: engine)
            }.value
            throw error
        }
    }

    private func create(_ configuration: ContainerConfiguration, named name: String) async throws -> ContainerID {
        do {
            return try await ephemerals.create(configuration, named: name, on: engine)
        } catch  where error.code == .notFound {
            throw MissingImage(cause: error)
        }
    }

    private func end(_ container: ContainerID) async throws(EngineError) {
        do {
            try await ephemerals.end(container, on: engine)
        } catch  where error.code == .notFound || error.code == .conflict {
            // Somebody else is quicker.
        }
    }

    private func run(_ container: ContainerID, input: ByteBuffer, maximumOutput: Int) async throws -> Result {
        let collected = eventLoop.makePromise(of: OutputCollector.Output.self)
        let channel: any Channel
        do {
            channel = try await engine.attach(container, on: eventLoop) { channel in
                let collector = OutputCollector(collected, limit: maximumOutput, tail: Self.keptOfStandardError)
                try channel.pipeline.syncOperations.addHandler(collector)
            }
            try await engine.start(container)
        } catch {
            collected.fail(error)
            throw error
        }
        return try await withTaskCancellationHandler {
            channel.writeAndFlush(input, promise: nil)
            channel.close(mode: .output, promise: nil)
            let output = try await collected.futureResult.get()
            try Task.checkCancellation()
            let exit = try await engine.wait(container, deadline: Self.patience)
            return Result(
                output: output.standardOutput,
                standardError: output.standardError,
                exitCode: exit.code,
                isOutOfMemory: exit.isOutOfMemory
            )
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    /// Keeps what a process writes until it ends.
    private final class OutputCollector: ChannelInboundHandler {
        typealias InboundIn = AttachFrame

        struct Output: Sendable {
            var standardOutput = ByteBuffer()
            var standardError = ""
        }

        private let promise: EventLoopPromise<Output>
        private let limit: Int
        private let tail: Int
        private var output = ByteBuffer()
        private var complaints = ByteBuffer()

        init(_ promise: EventLoopPromise<Output>, limit: Int, tail: Int) {
            (self.promise, self.limit, self.tail) = (promise, limit, tail)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let frame = unwrapInboundIn(data)
            switch frame.stream {
            case .stdout: output.writeImmutableBuffer(frame.bytes)
            case .stderr:
                complaints.writeImmutableBuffer(frame.bytes)
                complaints.moveReaderIndex(forwardBy: max(0, complaints.readableBytes - tail))
                complaints.discardReadBytes()
            }
            guard output.readableBytes > limit else { return }
            promise.fail(TooMuchOutput(limit: limit))
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            promise.succeed(Output(standardOutput: output, standardError: String(buffer: complaints)))
            context.fireChannelInactive()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            promise.fail(error)
            context.close(promise: nil)
        }
    }
}

extension ContainerConfiguration {
    /// A container without network, and confined as servers are by default.
    static func hardened(image: String, command: [String]?) -> Self {
        let hardening = Hardening.standard
        return Self(
            image: ImageName(image),
            command: command,
            closesStandardInputOnce: true,
            host: HostConfiguration(
                droppedCapabilities: hardening.droppedCapabilities,
                hasReadOnlyRoot: hardening.hasReadOnlyRoot,
                securityOptions: ["no-new-privileges"],
                runsInit: hardening.runsInit,
                temporaryFilesystems: hardening.temporaryFilesystems,
                memory: 512 << 20,
                memoryAndSwap: 512 << 20,
                nanoCPUs: 1_000_000_000,
                pidsLimit: 256,
                networkMode: "none"
            )
        )
    }
}
