/// One MCP call as it is kept: what was asked of which server, what came back, and where the time went.
package struct CallTrace: Sendable, Hashable {
    /// How a call ended.
    package enum Outcome: String, Sendable, CaseIterable {
        case ok
        /// The tool ran and reported failure in its result (`isError`).
        case toolError = "tool_error"
        /// The server or the gateway answered with a JSON-RPC error.
        case error
        case timedOut = "timed_out"
        case cancelled
        /// The gateway refused the call before any server saw it.
        case blocked
    }

    /// The call's random id, 22 characters.
    package var id: String
    package var session: String
    /// The client's name for itself, when it gave one.
    package var client: String?
    package var profile: String
    package var server: String
    /// The MCP method, such as `tools/call`.
    package var method: String
    /// The tool's or prompt's name, or the resource's URI, as clients see it.
    package var target: String
    /// The arguments as JSON, already redacted and cut; cut JSON need not parse.
    package var arguments: String?
    /// The result as JSON, already redacted and cut; cut JSON need not parse.
    package var result: String?
    /// When the call began, in microseconds since 1970 in UTC.
    package var start: Int64
    /// The whole call, in microseconds.
    package var duration: Int64
    /// The part of `duration` spent waiting for the backend to be free, in microseconds.
    package var queue: Int64
    /// The part of `duration` that the backend took, in microseconds.
    package var backend: Int64
    /// The part of `duration` that the gateway itself took, in microseconds.
    package var gateway: Int64
    package var outcome: Outcome
    /// What went wrong, for the reader.
    package var error: String?
    /// The W3C trace id the call belongs to, 32 hexadecimal digits.
    package var traceID: String?
    package var requestBytes: Int64
    package var resultBytes: Int64

    package init(
        id: String,
        session: String,
        client: String? = nil,
        profile: String,
        server: String,
        method: String,
        target: String,
        arguments: String? = nil,
        result: String? = nil,
        start: Int64,
        duration: Int64,
        queue: Int64 = 0,
        backend: Int64 = 0,
        gateway: Int64 = 0,
        outcome: Outcome,
        error: String? = nil,
        traceID: String? = nil,
        requestBytes: Int64 = 0,
        resultBytes: Int64 = 0
    ) {
        self.id = id
        self.session = session
        self.client = client
        self.profile = profile
        self.server = server
        self.method = method
        self.target = target
        self.arguments = arguments
        self.result = result
        self.start = start
        self.duration = duration
        self.queue = queue
        self.backend = backend
        self.gateway = gateway
        self.outcome = outcome
        self.error = error
        self.traceID = traceID
        self.requestBytes = requestBytes
        self.resultBytes = resultBytes
    }
}
