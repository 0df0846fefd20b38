import ModelContextProtocol
import Spec
import Synchronization

// What is told of the gateway as a whole.

extension Gateway {
    /// Whether every server was looked at once, and how each is.
    package var readiness: Readiness {
        state.withLock { state in
            var readiness = Readiness(isReady: state.settlement.isSettled, servers: state.fleet.standings)
            readiness.settings = state.fleet.profile?.gateway
            return readiness
        }
    }

    /// The program's name and version, as JSON.
    var implementation: String { #"{"name":"mcp-reconcile","version":\#(JSONString.quoting(version))}"# }

    /// The member of a handshake's result that tells how to use the servers, with the comma before it.
    var instructionsMember: String {
        table.instructions.map { #","instructions":\#(JSONString.quoting($0))"# } ?? ""
    }
}
