import Synchronization
import Testing

@testable import GatewayRuntime

struct ParkedCallsTests {
    @Test func callsGoOnInTheOrderInWhichTheyCame() throws {
        var calls = ParkedCalls(capacity: 3)
        let order = Mutex<[Int]>([])
        let tickets = (0..<3).map { _ in ParkedCalls.Ticket() }
        for (number, ticket) in tickets.enumerated() {
            #expect(calls.park(ticket) { _ in order.withLock { $0.append(number) } })
        }
        for waiter in calls.removeAll() { waiter(.failure(.busy)) }
        #expect(order.withLock { $0 } == [0, 1, 2])
        #expect(calls.removeAll().isEmpty)
    }

    @Test func aCallThatWasGivenUpMakesRoom() throws {
        var calls = ParkedCalls(capacity: 1)
        let (first, second) = (ParkedCalls.Ticket(), ParkedCalls.Ticket())
        let isParked = [calls.park(first) { _ in }, calls.park(second) { _ in }]
        #expect(isParked == [true, false])
        let removed = [calls.remove(first) != nil, calls.remove(first) != nil]
        #expect(removed == [true, false])
        let hasRoom = calls.park(second) { _ in }
        #expect(hasRoom)
    }
}
