import GatewayRuntime
import ModelContextProtocol
import NIOCore

/// The tools of a gateway that runs elsewhere.
struct ServedTools: ToolSource {
    let client: GatewayClient

    func tools() async throws -> [ListedItem] { try await client.tools() }

    func call(_ tool: String, arguments: String) async throws -> ByteBuffer {
        try await client.call(tool, arguments: ByteBuffer(string: arguments))
    }
}
