import FoundationEssentials
import GatewayRuntime

extension BearerToken {
    /// The token that the user chose, the same for the gateway and for commands that talk to it; nil if none is set.
    ///
    /// - Throws: ``CommandFailure`` if what is set can be no token.
    static func ofEnvironment() throws -> Self? {
        guard let text = ProcessInfo.processInfo.environment["MCP_GATEWAY_AUTH_TOKEN"] else { return nil }
        guard let token = BearerToken(text) else {
            throw CommandFailure(
                status: .invalidInput,
                message:
                    "MCP_GATEWAY_AUTH_TOKEN is set but no token: it must be visible ASCII characters, and not empty"
            )
        }
        return token
    }
}
