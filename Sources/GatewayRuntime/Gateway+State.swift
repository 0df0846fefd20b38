import ContainerEngine
import ModelContextProtocol
import Spec

extension Gateway {
    /// What changes while a gateway serves.
    struct State {
        var fleet = Fleet()
        var table = RouteTable()
        /// Whether lists are answered.
        var listing = Settlement()
        /// Whether every server was looked at.
        var settlement = Settlement()
        /// Of how many servers it is known what they list.
        var knownServers = 0
        var firstLook = FirstLook()
        /// Servers whose lists have changed, and which are learned soon.
        var unlearned: Set<ContainerID> = []
        var sessions: [SessionID: ClientSession] = [:]
        var subscriptions = Subscriptions()
        /// Requests whose clients were asked something back, by the state that they will come again with.
        var suspended: [String: SuspendedRequest] = [:]
        /// Copies of servers that wait for their clients to come again, by the names that sealed states have for them.
        var keptCopies: [String: EphemeralServer] = [:]
        /// What requests and answers pass; nil if there is nothing.
        var pipeline: InterceptorPipeline?
        /// What servers' messages pass that are no answers; nil if there is nothing.
        var messages: MessageGuard?
        /// What these were made of.
        var settings: GatewaySettings?
        /// Servers of which it was last said how much is withheld.
        var lockedServers: Set<ServerName> = []
        /// Counts what happened to the fleet.
        var changes: UInt64 = 0
        /// The change up to which `table` is true.
        var publishedChange: UInt64 = 0

        /// What the routes must be made of now.
        var blueprint: Blueprint {
            Blueprint(
                change: changes,
                sources: fleet.serving.filter { !$0.server.isHidden }.map(RouteTable.Source.init),
                naming: fleet.naming
            )
        }
    }
}
