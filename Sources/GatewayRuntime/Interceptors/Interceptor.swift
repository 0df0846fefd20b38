import NIOCore

/// A stage that every request for a server passes on its way there, and every answer on its way back.
///
/// Stages decide at once wherever they can: then a call changes threads nowhere.
protocol Interceptor: Sendable {
    /// Looks at a request before its server gets it.
    func before(_ call: inout InterceptedCall) -> Interception

    /// Looks at an answer before the client gets it.
    func after(_ call: InterceptedCall, _ answer: inout InterceptedAnswer) -> Interception
}

extension Interceptor {
    func before(_ call: inout InterceptedCall) -> Interception { .proceed }

    func after(_ call: InterceptedCall, _ answer: inout InterceptedAnswer) -> Interception { .proceed }
}

/// What a stage decides.
enum Interception: Sendable {
    case proceed
    /// Nobody gets it; the text says why, and goes to the client.
    case refuse(String)
    /// The decision takes time.
    case later(@Sendable () async -> Ruling)
}

/// What a stage decides that took its time.
enum Ruling: Hashable, Sendable {
    case proceed
    case refuse(String)
    /// The request goes on with other arguments, a JSON object.
    case arguments(ByteBuffer)
    /// The client gets this result, a JSON object, whatever else there was.
    case result(ByteBuffer)
}
