import ModelContextProtocol
import NIOCore
package import Spec

/// Whether a gateway has looked at every server once, and how each of them is.
///
/// One server that is down does not make the gateway unready: the others are served.
package struct Readiness: Hashable, Sendable {
    package struct Server: Hashable, Sendable {
        package enum State: String, Hashable, Sendable {
            /// Its first start is under way.
            case starting
            case serving
            /// It ended and is being brought back: calls wait.
            case restarting
            /// It does not serve; the reason says why.
            case down
            /// It runs, and nothing of it is shown, because it is not as it was locked.
            case quarantined
        }

        package var name: ServerName
        package var state: State
        /// Why it is down, to follow its name.
        package var reason: String?
        /// How many tools of it clients may see.
        package var tools: Int
        /// In what it is not as it was locked; nil if it is, or was not.
        package var finding: LockFinding?
        /// How many entries of its lists clients do not see because of that; empty for a server that is not locked.
        var withheld: [ListKind: Int] = [:]

        package init(name: ServerName, state: State, reason: String? = nil, tools: Int = 0) {
            self.name = name
            self.state = state
            self.reason = reason
            self.tools = tools
        }
    }

    package var isReady: Bool
    /// Sorted by name.
    package var servers: [Server]

    package init(isReady: Bool, servers: [Server] = []) {
        self.isReady = isReady
        self.servers = servers
    }
}

extension Readiness {
    /// The document that `GET /ready` answers with; `docs/gateway.md` describes it.
    var json: ByteBuffer {
        ByteBuffer(string: #"{"ready":\#(isReady),"servers":[\#(servers.map(\.json).joined(separator: ","))]}"#)
    }
}

extension Readiness.Server {
    /// Longer reasons are cut: they quote what servers write.
    private static let maximumReason = 1000

    /// More names are only counted.
    private static let maximumNames = 50

    fileprivate var json: String {
        let facts =
            #""name":\#(JSONString.quoting(name.text)),"state":"\#(state.rawValue)","tools":\#(tools)"#
            + (finding.map { #","lock":\#(Self.json($0))"# } ?? "")
        guard let reason else { return "{\(facts)}" }
        let text = UntrustedText.escaping(String(reason.prefix(Self.maximumReason)))
        return #"{\#(facts),"reason":\#(JSONString.quoting(text))}"#
    }
    private static func json(_ finding: LockFinding) -> String {
        let lists = [
            ("added", finding.added), ("changed", finding.changed), ("missing", finding.missing),
            ("repeated", finding.repeated),
        ]
        let members = lists.filter { !$0.1.isEmpty }.map { key, entries in
            let names = entries.prefix(maximumNames).map { JSONString.quoting("\($0.list.noun) \($0.shownName)") }
            return #""\#(key)":[\#(names.joined(separator: ","))]"#
        }
        let instructions = finding.hasOtherInstructions ? [#""instructions":true"#] : []
        return "{\((members + instructions).joined(separator: ","))}"
    }
}
