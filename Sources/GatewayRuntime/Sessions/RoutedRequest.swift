import ModelContextProtocol
import NIOCore
import Telemetry

/// A client's request on its way to a server.
struct RoutedRequest: Sendable {
    let request: ClientRequest
    let destination: Destination
    var route: RouteTable.Route
    /// Where to go if the first server does not know the resource.
    var alternatives: ArraySlice<RouteTable.Route>
    var attempt = 1
    /// Whether its server has ended while it had the request, and it is sent once more: only where that does no harm.
    var isRetry = false
    /// The copy of the server that serves this request only.
    var server: EphemeralServer?
    /// The client's answers to what the server asked, and what it wants back: members of the parameters, as JSON.
    var inputs: String?
    /// How often the server has asked the client something.
    var rounds = 0
    /// Nil if nobody wants to know.
    var times: CallTimes?
    /// Nil if nobody wants to know.
    let span: TraceParent?
    /// What interceptors made of it; nil if there are none.
    var call: InterceptedCall?

    /// Nil if nobody answers for the destination.
    init?(_ request: ClientRequest, to destination: Destination, in gateway: Gateway) {
        guard let routes = destination.routes(in: gateway.table) else { return nil }
        self.request = request
        self.destination = destination
        (route, alternatives) = (routes.best, routes.others)
        times = gateway.observers.isEmpty ? nil : CallTimes()
        span = gateway.observers.isEmpty ? nil : TraceParent(of: request, sampler: gateway.sampler)
    }

    /// The id under which logs and traces know the request; a new one if nobody has wanted to know it yet.
    var requestID: CallID { times?.id ?? call?.requestID ?? CallID() }

    func endServer() {
        server?.end()
    }
}
