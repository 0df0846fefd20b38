import ModelContextProtocol
import NIOCore

/// Who is asked for tools: a gateway that runs, or the applied containers themselves.
protocol ToolSource: Sendable {
    /// The tools as clients see them.
    func tools() async throws -> [ListedItem]

    /// The result of a call with a JSON object as its arguments, as the server sent it.
    func call(_ tool: String, arguments: String) async throws -> ByteBuffer
}
