package import NIOCore
import NIOPosix
import NIOSSL

extension EngineClient {
    /// Opens the standard streams of a container whose output is framed (`hasTerminal` is false).
    ///
    /// Attach before the start, or the first output is lost. Inbound the channel carries ``AttachFrame``, outbound
    /// `ByteBuffer`, which become the process's standard input; `close(mode: .output)` ends this client's input, upon
    /// which the engine closes this stream, unless the container was created with `closesStandardInputOnce`: then the
    /// process sees the end of its input, and its output goes on.
    /// The channel becomes inactive when the process ends, when the container is removed, or when the engine goes.
    /// Output that is no stream of frames is reported to the pipeline as ``EngineError`` and closes the channel.
    ///
    /// - Parameters:
    ///   - container: the container.
    ///   - eventLoop: where the channel shall live; any by default.
    ///   - pipeline: adds the caller's handlers, on the channel's event loop. The channel is active by then, and no
    ///     output is delivered before it has returned. If it throws, the channel is closed and the error kept as cause.
    /// - Returns: the open channel; it belongs to the caller, who closes it.
    /// - Throws: ``EngineError``; `notFound` for no such container, `conflict` for one that is paused.
    package func attach(
        _ container: ContainerID,
        on eventLoop: (any EventLoop)? = nil,
        pipeline: @escaping @Sendable (any Channel) throws -> Void
    ) async throws(EngineError) -> any Channel {
        let request = EngineRequest.post(
            path(container, "/attach"),
            query: [("stream", "1"), ("stdin", "1"), ("stdout", "1"), ("stderr", "1")],
            doing: "attach to container \(container)"
        )
        let order = AttachOrder(
            target: request.target(version: try await apiVersion()),
            host: endpoint.hostHeader,
            doing: request.doing,
            deadline: limits.call,
            install: pipeline
        )
        do {
            return try await openStream(order, on: eventLoop ?? eventLoopGroup.any())
        } catch {
            throw translated(error, doing: order.doing)
        }
    }

    private func openStream(_ order: AttachOrder, on eventLoop: any EventLoop) async throws -> any Channel {
        let handedOver = eventLoop.makePromise(of: Void.self)
        let channel: any Channel
        do {
            channel = try await connect(order, on: eventLoop, promise: handedOver)
        } catch {
            handedOver.fail(error)
            throw error
        }
        return try await withTaskCancellationHandler {
            try await handedOver.futureResult.get()
            try Task.checkCancellation()
            return channel
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    private func connect(
        _ order: AttachOrder,
        on eventLoop: any EventLoop,
        promise: EventLoopPromise<Void>
    ) async throws -> any Channel {
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(limits.connect))
            .channelInitializer { [tlsContext, tlsHostname = endpoint.tlsHostname] channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tlsContext {
                        let handler = try NIOSSLClientHandler(context: tlsContext, serverHostname: tlsHostname)
                        try pipeline.addHandler(handler)
                    }
                    try pipeline.addHandler(AttachHandshake(order, promise: promise))
                }
            }
        return switch endpoint {
        case .unixSocket(let path): try await bootstrap.connect(unixDomainSocketPath: path).get()
        case .tcp(let host, let port, _): try await bootstrap.connect(host: host, port: port).get()
        }
    }
}
