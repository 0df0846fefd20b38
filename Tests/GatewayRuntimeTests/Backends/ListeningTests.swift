import ModelContextProtocol
import Testing

@testable import GatewayRuntime

@Suite struct ListeningTests {
    private static let tools = Listening.Interest(lists: [.toolListChanged])
    private static let more = Listening.Interest(lists: [.toolListChanged], uris: ["a:b", "a:c"])

    @Test func theFilterSaysWhatIsWanted() {
        let all = Listening.Interest(
            lists: [.toolListChanged, .promptListChanged, .resourceListChanged],
            uris: ["a\"b"]
        )
        #expect(Self.tools.filter == #"{"toolsListChanged":true}"#)
        let lists = #""toolsListChanged":true,"promptsListChanged":true,"resourcesListChanged":true"#
        #expect(all.filter == #"{\#(lists),"resourceSubscriptions":["a\"b"]}"#)
    }

    @Test func anotherRequestTakesItsPlaceAndTheFormerGoesOnUntilThen() throws {
        var listening = Listening()
        expect(listening.want(Self.tools) { _ in }, sends: true)
        expect(listening.sent(1), Self.tools)
        let first = try #require(accepted(listening.acknowledged(1)))
        #expect(first.cancels == nil)
        expect(listening.want(Self.more) { _ in }, sends: true)
        expect(listening.sent(2), Self.more)
        #expect(listening.owns(1) && listening.owns(2) && !listening.owns(3))
        let agreed = try #require(accepted(listening.acknowledged(2)))
        #expect(agreed.cancels == 1 && !agreed.sendsAgain && !agreed.isAfterGap && agreed.completed.count == 1)
        #expect(!listening.owns(1))
        let late = listening.ended(1, isRefused: false, chance: 1)
        #expect(late == nil)
        expect(listening.want(Self.more) { _ in }, sends: false, done: true)
        let left = listening.stop()
        #expect(left == [2])
    }

    /// However many clients subscribe at once, one request is under way.
    @Test func whatIsWantedMeanwhileIsAskedForAfterwards() throws {
        var listening = Listening()
        expect(listening.want(Self.tools) { _ in }, sends: true)
        expect(listening.sent(1), Self.tools)
        for _ in 1...2 { expect(listening.want(Self.more) { _ in }, sends: false) }
        let agreed = try #require(accepted(listening.acknowledged(1)))
        #expect(agreed.sendsAgain && agreed.completed.isEmpty)
        expect(listening.sent(2), Self.more)
        let again = try #require(accepted(listening.acknowledged(2)))
        #expect(again.completed.count == 3)
    }

    @Test func aStreamThatBreaksOffIsAskedForAgainLaterAndLater() throws {
        var listening = Listening()
        expect(listening.want(Self.tools) { _ in }, sends: true)
        var delays: [Duration?] = []
        for id in Int64(1)...7 {
            expect(listening.sent(id), Self.tools)
            let ended = listening.ended(id, isRefused: false, chance: 1)
            delays.append(ended?.retry)
            expect(listening.want(Self.tools) { _ in }, sends: false)
            let resumes = listening.resumed()
            #expect(resumes)
        }
        #expect(delays == [1, 2, 4, 8, 16, 30, 30].map { .seconds($0) })
        expect(listening.sent(8), Self.tools)
        let agreed = try #require(accepted(listening.acknowledged(8)))
        #expect(agreed.isAfterGap)
        let ended = listening.ended(8, isRefused: false, chance: 0)
        #expect(ended?.retry == .milliseconds(500))
    }

    @Test func aServerThatKnowsNoSuchRequestIsNotAskedAgain() {
        var listening = Listening()
        expect(listening.want(Self.tools) { _ in }, sends: true)
        expect(listening.sent(1), Self.tools)
        let ended = listening.ended(1, isRefused: true, chance: 1)
        #expect(ended?.retry == nil && ended?.failed.count == 1)
        expect(listening.want(Self.more) { _ in }, sends: false, done: false)
    }

    @Test func whoWantsNothingAsksForNothing() {
        var listening = Listening()
        expect(listening.want(Listening.Interest()) { _ in }, sends: false, done: true)
    }

    private func expect(
        _ outcome: (sends: Bool, done: Bool?),
        sends: Bool,
        done: Bool? = nil,
        location: Testing.SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.sends == sends && outcome.done == done, sourceLocation: location)
    }

    private func expect(_ interest: Listening.Interest, _ expected: Listening.Interest) {
        #expect(interest == expected)
    }

    private func accepted(_ acknowledgement: Listening.Acknowledgement?) -> Listening.Acknowledgement? {
        acknowledgement
    }
}
