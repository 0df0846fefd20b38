import NIOCore
import NIOHTTP1

extension ChannelPipeline.SynchronousOperations {
    /// Makes a channel one client's connection to the endpoint.
    func addHTTPConnection(_ endpoint: StreamableEndpoint, _ connections: OpenConnections) throws {
        let connection = HTTPConnectionHandler(endpoint, connections)
        try addHandlers(
            RepeatedHeadReader(connection),
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)),
            connection
        )
    }
}
