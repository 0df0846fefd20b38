import GatewayRuntime
import ModelContextProtocol
import NIOCore

/// The tools of containers that an apply left running, and of remote servers, asked without a gateway and without changing anything.
struct AppliedTools: ToolSource {
    let client: LocalClient

    func tools() async throws -> [ListedItem] { try await client.listTools() }

    func call(_ tool: String, arguments: String) async throws -> ByteBuffer {
        try await client.call(tool, arguments: arguments)
    }
}
