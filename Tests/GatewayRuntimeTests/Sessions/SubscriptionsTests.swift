import Spec
import Testing

@testable import GatewayRuntime

struct SubscriptionsTests {
    private let server: ServerName
    private let first = SessionID()
    private let second = SessionID()
    private var subscriptions = Subscriptions()

    init() throws {
        server = try #require(ServerName("one"))
    }

    @Test mutating func aServerIsAskedOnceForAllSubscribersAndReleasedByTheLast() {
        #expect(subscriptions.add("a:1", at: server, of: first) == .first)
        #expect(subscriptions.add("a:1", at: server, of: first) == .joined)
        #expect(subscriptions.add("a:1", at: server, of: second) == .joined)
        #expect(subscriptions.subscribers(of: "a:1", at: server) == [first, second])
        #expect(subscriptions.remove("a:1", of: first).isEmpty)
        #expect(subscriptions.remove("a:1", of: first).isEmpty)
        #expect(subscriptions.remove("a:1", of: second) == [Subscriptions.Key(server: server, uri: "a:1")])
        #expect(subscriptions.uris(at: server).isEmpty)
    }

    @Test mutating func aPartOfASubscribedResourceConcernsItsSubscribers() {
        _ = subscriptions.add("file:///a", at: server, of: first)
        #expect(subscriptions.subscribers(of: "file:///a/b", at: server) == [first])
        #expect(subscriptions.subscribers(of: "file:///ab", at: server).isEmpty)
    }

    @Test mutating func aSessionThatEndsLeavesNothing() {
        _ = subscriptions.add("a:1", at: server, of: first)
        _ = subscriptions.add("a:2", at: server, of: first)
        _ = subscriptions.add("a:2", at: server, of: second)
        #expect(subscriptions.removeAll(of: first) == [Subscriptions.Key(server: server, uri: "a:1")])
        #expect(subscriptions.uris(at: server) == ["a:2"])
        #expect(subscriptions.removeAll(of: first).isEmpty)
    }

    @Test mutating func oneClientCannotSubscribeWithoutBound() {
        for number in 0..<Subscriptions.maximumPerSession {
            #expect(subscriptions.add("a:\(number)", at: server, of: first) == .first)
        }
        #expect(subscriptions.add("a:more", at: server, of: first) == .full)
        #expect(subscriptions.add("a:more", at: server, of: second) == .first)
    }
}
