package import ContainerEngine
package import Planner
package import Spec

/// The side of an apply that speaks MCP: it gates candidates and moves calls from the old server to the new one.
///
/// Two implementations exist: one that only gates (no gateway runs) and the gateway itself, which keeps the connection.
package protocol Rollout: Sendable {
    /// Attaches to the candidate, starts it unless it runs, and completes the MCP handshake and one `tools/list`.
    ///
    /// - Throws: ``AdmissionError`` when the candidate must not serve; it is left for the caller to remove.
    func admit(_ candidate: Candidate) async throws(AdmissionError)

    /// Lets an admitted candidate serve, and sends no new call to `retired`; returns when the calls in flight on
    /// `retired` have ended or the deadline has passed.
    func drain(_ retired: ContainerID, of address: ServerAddress, deadline: Duration) async

    /// Servers that have ended and that it starts again by itself, in the containers that they have: an apply does not
    /// start them as well.
    var tended: RestingServers { get }
}

extension Rollout {
    package var tended: RestingServers { [] }
}

/// A container that is to serve.
package struct Candidate: Hashable, Sendable {
    package var container: ContainerID
    package var identity: ContainerIdentity
    package var server: ServerSpec
    /// False for a container that was only created: it must be attached before it is started.
    package var isRunning: Bool

    package init(container: ContainerID, identity: ContainerIdentity, server: ServerSpec, isRunning: Bool) {
        self.container = container
        self.identity = identity
        self.server = server
        self.isRunning = isRunning
    }
}

/// Why a candidate did not pass its gate.
package struct AdmissionError: Error, Hashable, Sendable {
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// The process ended before its handshake did.
        case exited
        /// The deadline for starting passed.
        case timedOut
        /// What it said was no MCP handshake.
        case badHandshake
        /// The engine refused to start or attach it.
        case engine
        /// What it lists is not what was locked.
        case notAsLocked
    }

    package var code: Code
    /// One sentence for the reader; text that came from the server is escaped already.
    package var message: String
    /// The last lines that the server wrote to its standard error, escaped.
    package var standardError: [String]

    package init(code: Code, message: String, standardError: [String] = []) {
        self.code = code
        self.message = message
        self.standardError = standardError
    }
}
