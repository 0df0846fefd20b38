import ModelContextProtocol
import NIOCore

/// A request whose answer comes bit by bit, or takes its time.
///
/// A class, because its connection hands it from phase to phase.
final class Exchange: Sendable {
    /// What is done for it.
    enum Purpose: Sendable {
        /// A message to a session.
        case post(any TransportSession, isHandshake: Bool)
        /// A message that belongs to no session; the session is made for it alone.
        case stateless(any TransportSession)
        /// What a session says unasked.
        case listen(SessionID)
        /// The rest of another exchange's stream, for a client that lost its connection.
        case resumed(SessionID)
        /// All that a session of the oldest revision says.
        case oldest(any TransportSession)
    }

    let purpose: Purpose
    /// Where the answer comes from.
    let outbox: EventOutbox
    /// The message that is answered.
    let message: ByteBuffer?

    init(purpose: Purpose, outbox: EventOutbox, message: ByteBuffer? = nil) {
        (self.purpose, self.outbox, self.message) = (purpose, outbox, message)
    }

    /// Whether it is a stream of events whatever comes.
    var isStreamAtOnce: Bool {
        switch purpose {
        case .listen, .resumed, .oldest: true
        case .post, .stateless: false
        }
    }
}

/// What becomes of a request that has come whole.
enum Reaction: Sendable {
    case answer(Answer)
    case exchange(Exchange)
}
