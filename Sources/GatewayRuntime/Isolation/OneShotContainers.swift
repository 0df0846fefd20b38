import ContainerEngine
import Logging
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
    /// How long the engine may take to say that a process has ended whose output has, before it is asked again.
    private static let waitLimit: Duration = .seconds(5)

    let engine: EngineClient
    /// Marks the containers, so that the next gateway removes what a killed one has left.
    let ephemerals: EphemeralContainers
    let eventLoop: any EventLoop
    var time = Stopwatch(ContinuousClock())

    /// Runs a container to its end and removes it, unless containers are kept; cancelling kills it.
    ///
    /// An engine that does not answer is asked again until the task is cancelled, and nothing is run twice.
    ///
    /// - Returns: What it wrote, and its exit code.
    /// - Throws: `EngineError`, ``MissingImage``, ``TooMuchOutput``, `CancellationError`.
    func run(
        _ configuration: ContainerConfiguration,
        named name: String = "mcp-reconcile",
        input: ByteBuffer,
        maximumOutput: Int
    ) async throws -> Result {
        let patience = EnginePatience(forContainer: name, time)
        let container = try await create(configuration, named: name, patience)
        do {
            let result = try await run(container, input: input, maximumOutput: maximumOutput, patience)
            await end(container)
            return result
        } catch {
            // A cancelled task could not remove it any more.
            await Task.detached { await end(container) }.value
            throw error
        }
    }

    /// Whoever asks again gets the container that was made, where only the answer was lost.
    private func create(
        _ configuration: ContainerConfiguration,
        named name: String,
        _ patience: EnginePatience
    ) async throws -> ContainerID {
        let suffix = EphemeralContainers.makeSuffix()
        do {
            return try await patience.waiting {
                try await ephemerals.create(configuration, named: name, suffix: suffix, on: engine)
            }
        } catch let error as EngineError where error.code == .notFound {
            throw MissingImage(cause: error)
        }
    }

    /// What cannot be removed now is swept by the next gateway.
    private func end(_ container: ContainerID) async {
        do {
            try await ephemerals.end(container, on: engine)
        } catch  where error.code == .notFound || error.code == .conflict {
            // Somebody else is quicker.
        } catch {
            let metadata: Logger.Metadata = ["container": "\(container)", "error": "\(error)"]
            Logger.current.warning("a container that has done its work cannot be removed yet", metadata: metadata)
        }
    }

    private func run(
        _ container: ContainerID,
        input: ByteBuffer,
        maximumOutput: Int,
        _ patience: EnginePatience
    ) async throws -> Result {
        let (channel, collected) = try await patience.waiting { try await attach(container, maximumOutput) }
        return try await withTaskCancellationHandler {
            do {
                try await start(container, patience)
            } catch {
                channel.close(promise: nil)
                throw error
            }
            channel.writeAndFlush(input, promise: nil)
            channel.close(mode: .output, promise: nil)
            let output = try await collected.get()
            try Task.checkCancellation()
            let exit = try await patience.waiting { try await engine.wait(container, deadline: Self.waitLimit) }
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

    private func attach(
        _ container: ContainerID,
        _ maximumOutput: Int
    ) async throws -> (any Channel, EventLoopFuture<OutputCollector.Output>) {
        let collected = eventLoop.makePromise(of: OutputCollector.Output.self)
        do {
            let channel = try await engine.attach(container, on: eventLoop) { channel in
                let collector = OutputCollector(collected, limit: maximumOutput, tail: Self.keptOfStandardError)
                try channel.pipeline.syncOperations.addHandler(collector)
            }
            return (channel, collected.futureResult)
        } catch {
            collected.fail(error)
            throw error
        }
    }

    /// Starts a container once: one whose start was not answered may have run, and have ended, already.
    private func start(_ container: ContainerID, _ patience: EnginePatience) async throws {
        var mayHaveRun = false
        try await patience.waiting {
            if mayHaveRun, try await engine.inspect(container).state.status != .created { return }
            mayHaveRun = true
            try await engine.start(container)
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
