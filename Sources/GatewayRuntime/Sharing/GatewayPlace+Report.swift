import FoundationEssentials
import Glibc
import NIOCore
import NIOPosix
package import Planner
import Spec
import SystemPackage

extension GatewayPlace {
    /// More is no report.
    private static let maximumReport = 8 << 20

    /// Asks the gateway that serves here how it is.
    ///
    /// In a directory of somebody else, whoever answers is nobody to believe.
    ///
    /// - Parameter limit: How long it may take.
    /// - Returns: What it says; nil if none serves that can be asked.
    package func report(within limit: Duration = .seconds(2)) async -> ServingReport? {
        guard isOwn else { return nil }
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let received = NIOLoopBoundBox.makeBoxSendingValue(ByteBuffer(), eventLoop: loop)
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(limit))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let reader = ReportReader(into: received, limit: Self.maximumReport)
                    try channel.pipeline.syncOperations.addHandler(reader)
                }
            }
        // Whatever the reason, there is nobody to ask.
        guard let channel = try? await bootstrap.connect(unixDomainSocketPath: reportSocket.string).get() else {
            return nil
        }
        let timer = loop.scheduleTask(in: TimeAmount(limit)) { channel.close(promise: nil) }
        // What was received until then is all there is.
        try? await channel.closeFuture.get()
        timer.cancel()
        guard let bytes = try? await loop.submit({ received.value }).get() else { return nil }
        return ReportDocument.report(in: bytes)
    }

    /// Whether only this user can have put something there.
    private var isOwn: Bool {
        var status = stat()
        guard lstat(directory.string, &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFDIR && status.st_uid == getuid() && status.st_mode & 0o022 == 0
    }
}

/// Collects what comes until the other end closes.
private final class ReportReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let received: NIOLoopBoundBox<ByteBuffer>
    private let limit: Int

    init(into received: NIOLoopBoundBox<ByteBuffer>, limit: Int) {
        (self.received, self.limit) = (received, limit)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        guard received.value.readableBytes + bytes.readableBytes <= limit else {
            context.close(promise: nil)
            return
        }
        received.value.writeBuffer(&bytes)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

/// The document of `GET /ready`, read by another process.
struct ReportDocument: Decodable {
    private struct Server: Decodable {
        let name: String
        let state: String
        let tools: Int
        let reason: String?
        let lock: Finding?
        let spec: String?
        let route: String?
    }

    private struct Finding: Decodable {
        let added: [String]?
        let changed: [String]?
        let missing: [String]?
        let repeated: [String]?
        let instructions: Bool?

        /// As ``LockFinding/phrase`` says it.
        var phrase: String {
            let lists = [("new", added), ("changed", changed), ("gone", missing), ("listed twice", repeated)]
            let parts = lists.compactMap { label, names in names.map { "\(label): \($0.joined(separator: ", "))" } }
            return (parts + (instructions == true ? ["changed: instructions"] : [])).joined(separator: "; ")
        }
    }

    private let settings: String?
    private let servers: [Server]

    /// Nil for bytes that are no such document.
    static func report(in bytes: ByteBuffer) -> ServingReport? {
        // Whoever listens there and speaks otherwise is no gateway of this version.
        let data = Data(bytes.readableBytesView)
        guard let document = try? JSONDecoder().decode(Self.self, from: data) else { return nil }
        let servers = document.servers.compactMap { server -> (ServerName, ServingReport.Server)? in
            guard let name = ServerName(server.name), let state = ServingReport.Server.State(rawValue: server.state)
            else { return nil }
            return (
                name,
                ServingReport.Server(
                    state: state,
                    reason: server.reason,
                    tools: max(0, server.tools),
                    finding: server.lock?.phrase,
                    spec: server.spec.flatMap { SpecHash($0) },
                    route: server.route
                )
            )
        }
        return ServingReport(servers: Dictionary(servers) { first, _ in first }, settings: document.settings)
    }
}
