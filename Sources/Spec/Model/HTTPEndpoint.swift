/// Where a server in a container answers HTTP, if it does not speak on its standard streams.
package struct HTTPEndpoint: Hashable, Sendable {
    package var port: Int
    /// Begins with a slash.
    package var path: String
    package var transport: RemoteServer.Transport

    package init(port: Int, path: String, transport: RemoteServer.Transport) {
        self.port = port
        self.path = path
        self.transport = transport
    }

    /// Reads what ``description`` writes.
    package init?(_ text: String) {
        guard let match = text.wholeMatch(of: /([a-z-]+):([0-9]{1,5})(\/[!-~]*)/),
            let transport = RemoteServer.Transport(rawValue: String(match.1)), let port = Int(match.2)
        else { return nil }
        self.init(port: port, path: String(match.3), transport: transport)
    }
}

extension HTTPEndpoint: CustomStringConvertible {
    /// `streamable-http:8080/mcp`.
    package var description: String { "\(transport.rawValue):\(port)\(path)" }
}
