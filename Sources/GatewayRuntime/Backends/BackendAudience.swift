import Applier
import ModelContextProtocol
import NIOCore
import Spec

/// Whom a server's news reach.
struct BackendAudience: Sendable {
    /// What it lists has changed.
    var offeringChanged: @Sendable (Backend) -> Void
    /// What it lists was held against its lock anew.
    var foundOther: @Sendable () -> Void
    /// It serves again and has forgotten what it was told before.
    var returned: @Sendable (Backend) -> Void
    /// It sent a notification, and the request in whose course, if that is certain.
    var notice: @Sendable (Backend, ByteBuffer, Envelope, ClientRequest?) -> Void
    /// Somebody needs a copy of a server; told once what came of it.
    var start: @Sendable (Candidate, @escaping WarmPool.Waiter) -> Void
    /// It asks something of the client behind it.
    var question: @Sendable (Backend, ServerQuestion) -> Void
}
