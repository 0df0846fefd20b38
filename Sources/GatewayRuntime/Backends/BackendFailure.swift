/// Why a server did not answer a request: one sentence each, without the server's name.
struct BackendFailure: Error, Hashable, Sendable {
    let message: String

    static let busy = Self(message: "it has too many calls in flight")
    static let detached = Self(message: "it is being replaced or stopped")
    static let timedOut = Self(message: "it did not answer in time")
    static let cancelled = Self(message: "the call was cancelled")
    static let lost = Self(message: "it ended")
}
