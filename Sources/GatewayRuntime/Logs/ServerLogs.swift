import ContainerEngine
import FoundationEssentials
import Logging
import ModelContextProtocol
import NIOCore
package import NIOPosix
import ServiceLifecycle
import Spec
import Synchronization

/// Takes what servers say beside their messages from the call path, and writes it to files.
///
/// What comes faster than it is written is dropped and counted: neither a flood nor a full disk holds anything up.
package final class ServerLogs: Service, Sendable {
    /// Bytes of one server that wait; more are dropped.
    static let maximumWaiting = 128 << 10
    /// How long what was heard waits for more: so many bytes are written in so long at most.
    private static let interval: Duration = .milliseconds(200)
    private static let complaintInterval: Duration = .seconds(60)

    /// Something that was heard, in one piece.
    private struct Piece {
        let voice: ServerVoice
        let source: ServerLogLine.Source
        let time: Date
        let bytes: ByteBuffer
    }

    private struct Waiting {
        var pieces: [Piece] = []
        var bytes = 0
        var dropped = 0
    }

    private let directory: ServerLogDirectory
    private let threads: NIOThreadPool
    private let clock: any Clock<Duration>
    private let waiting = Mutex<[ServerName: Waiting]>([:])
    private let lastComplaint = Mutex<ContinuousClock.Instant?>(nil)
    private let arrivals: AsyncStream<Void>
    private let arrivalsContinuation: AsyncStream<Void>.Continuation

    package init(
        in directory: ServerLogDirectory,
        threads: NIOThreadPool = .singleton,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        (self.directory, self.threads, self.clock) = (directory, threads, clock)
        (arrivals, arrivalsContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Hands over what was heard; never blocks.
    func hear(_ bytes: ByteBuffer, _ source: ServerLogLine.Source, from voice: ServerVoice) {
        let isFirst = waiting.withLock { waiting in
            let isFirst = waiting.isEmpty
            let count = bytes.readableBytes
            guard waiting[voice.server, default: Waiting()].bytes + count <= Self.maximumWaiting else {
                waiting[voice.server, default: Waiting()].dropped += count
                return isFirst
            }
            // A copy: the bytes may be a small part of a large buffer.
            let piece = Piece(
                voice: voice,
                source: source,
                time: Date(),
                bytes: ByteBuffer(bytes: bytes.readableBytesView)
            )
            waiting[voice.server, default: Waiting()].pieces.append(piece)
            waiting[voice.server, default: Waiting()].bytes += count
            return isFirst
        }
        if isFirst { arrivalsContinuation.yield() }
    }

    /// Writes until graceful shutdown or cancellation, and then what still waits.
    package func run() async {
        for await _ in arrivals.cancelOnGracefulShutdown() {
            // A wait that is cut short means that the gateway ends.
            try? await clock.sleep(for: Self.interval)
            await write()
        }
        await write()
    }

    func write() async {
        let heard = waiting.withLock { waiting in
            defer { waiting = [:] }
            return waiting
        }
        guard !heard.isEmpty else { return }
        do {
            // A pool that has ended means that the program does.
            try await threads.runIfActive { try self.write(heard) }
        } catch {
            complain(error)
        }
    }

    private func write(_ heard: [ServerName: Waiting]) throws {
        var failure: (any Error)?
        for (server, waiting) in heard {
            var text = ""
            for piece in waiting.pieces {
                for line in piece.voice.lines(of: piece.bytes, piece.source) {
                    text +=
                        ServerLogLine(
                            time: ServerLogLine.time(piece.time),
                            source: piece.source,
                            container: piece.voice.container,
                            text: line
                        ).line + "\n"
                }
            }
            if waiting.dropped > 0 { text += Self.note(of: waiting.dropped).line + "\n" }
            guard !text.isEmpty else { continue }
            do {
                try directory.append(Array(text.utf8), of: server)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private static func note(of dropped: Int) -> ServerLogLine {
        let text = "\(dropped) bytes were dropped because they came too fast"
        return ServerLogLine(time: ServerLogLine.time(Date()), source: .gateway, container: "-", text: text)
    }

    private func complain(_ error: any Error) {
        let now = ContinuousClock.now
        let isDue = lastComplaint.withLock { last in
            if let last, last.duration(to: now) < Self.complaintInterval { return false }
            last = now
            return true
        }
        guard isDue else { return }
        Logger.current.warning("what servers write is not kept", metadata: ["error": "\(error)"])
    }
}
