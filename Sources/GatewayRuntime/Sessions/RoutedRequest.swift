import ModelContextProtocol
import NIOCore
import Telemetry

/// A client's request on its way to a server.
///
/// It goes from hand to hand, so it is a class of constants: where something about it changes, another goes on.
final class RoutedRequest: Sendable {
    /// How an answer is sought at present.
    struct Course: Sendable {
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

        /// Goes to another server, or to the same one anew.
        mutating func turn(to next: RouteTable.Route, alternatives: ArraySlice<RouteTable.Route>) {
            (route, self.alternatives, server) = (next, alternatives, nil)
        }
    }

    let request: ClientRequest
    let destination: Destination
    /// Nil if nobody wants to know.
    let times: CallTimes?
    /// Nil if nobody wants to know.
    let span: TraceParent?
    /// What interceptors made of it; nil if there are none.
    let call: InterceptedCall?
    let course: Course

    /// Nil if nobody answers for the destination.
    init?(_ request: ClientRequest, to destination: Destination, in gateway: Gateway) {
        guard let routes = destination.routes(in: gateway.table) else { return nil }
        self.request = request
        self.destination = destination
        times = gateway.observers.isEmpty ? nil : CallTimes()
        span = gateway.observers.isEmpty ? nil : TraceParent(of: request, sampler: gateway.sampler)
        call = nil
        course = Course(route: routes.best, alternatives: routes.others)
    }

    private init(_ other: RoutedRequest, call: InterceptedCall?, course: Course) {
        (request, destination, times, span) = (other.request, other.destination, other.times, other.span)
        (self.call, self.course) = (call, course)
    }

    var route: RouteTable.Route { course.route }

    /// The id under which logs and traces know the request; a new one if nobody has wanted to know it yet.
    var requestID: CallID { times?.id ?? call?.requestID ?? CallID() }

    func intercepted(_ call: InterceptedCall) -> RoutedRequest {
        RoutedRequest(self, call: call, course: course)
    }

    func changed(_ change: (inout Course) -> Void) -> RoutedRequest {
        var course = course
        change(&course)
        return RoutedRequest(self, call: call, course: course)
    }

    func endServer() {
        course.server?.end()
    }
}
