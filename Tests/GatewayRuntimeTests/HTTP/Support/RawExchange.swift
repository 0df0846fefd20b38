import NIOCore
import NIOPosix

extension TestServer {
    /// Sends pieces of bytes, each once the answer so far holds the text beside the one before it.
    ///
    /// - Returns: All of the answer until the last text has come; where that is nil, until the server closes.
    func exchange(_ pieces: [(send: String, until: String?)]) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var answer = ""
            var iterator = inbound.makeAsyncIterator()
            for piece in pieces {
                try await outbound.write(ByteBuffer(string: piece.send))
                while piece.until.map({ !answer.contains($0) }) ?? true {
                    guard let part = try await iterator.next() else { return answer }
                    answer += String(buffer: part)
                }
            }
            return answer
        }
    }
}
