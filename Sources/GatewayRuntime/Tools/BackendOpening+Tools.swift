import Applier
import Logging
import NIOCore
import Planner
import Spec

extension BackendOpening {
    /// Makes the connection to a server whose tools are containers; none is started before the first call.
    ///
    /// - Throws: ``AdmissionError``.
    func open(_ server: ToolServer, of profile: ProfileName) async throws(AdmissionError) -> Opened {
        let address = ServerAddress(profile: profile, server: server.name)
        var logger = Logger.current
        logger[metadataKey: "mcp.server"] = "\(address)"
        let containers = ephemerals.map {
            OneShotContainers(engine: engine, ephemerals: $0, eventLoop: timers)
        }
        let runner = ToolRunner(server, of: profile, in: containers)
        let receiver = RemoteReceiver(eventLoop: timers)
        let link = ToolServerLink(runner, receiver: receiver, version: version, eventLoop: timers)
        let connection = BackendConnection(link: link, logger: logger)
        receiver.connect(to: connection)
        do {
            let limit = server.serving.timeouts.start
            let offering = try await connection.begin(
                as: version,
                allowing: .none,
                greeting: Greeting(.handshake),
                within: limit
            )
            return Opened(connection: connection, offering: offering)
        } catch {
            connection.close()
            throw AdmissionError(code: .engine, message: "\(address) cannot be served: \(error)")
        }
    }
}
