import ModelContextProtocol
import NIOCore
import Spec
import Testing

@testable import GatewayRuntime

@Suite struct LockComparisonTests {
    private static func tool(_ name: String, _ description: String = "x") -> String {
        #"{"name":"\#(name)","description":"\#(description)","inputSchema":{"type":"object"}}"#
    }

    private static func listed(_ kind: ListKind, _ definitions: [String], into offering: inout Offering) throws {
        let bytes = ByteBuffer(string: #"{"\#(kind.rawValue)":[\#(definitions.joined(separator: ","))]}"#)
        offering.lists[kind] = try ListPage(bytes, result: 0..<bytes.readableBytes, of: kind).items
    }

    private static func compare(
        _ policy: LockPolicy,
        listing definitions: [String],
        lockedAs locked: [String],
        in kind: ListKind = .tools,
        change: (inout Offering) -> Void = { _ in }
    ) throws -> LockComparison {
        var offering = Offering()
        try listed(kind, definitions, into: &offering)
        change(&offering)
        var serving = ServingPolicy(name: try #require(ServerName("one")))
        serving.lockPolicy = policy
        let items = try locked.map { try LockedItem(LockedList(kind), definition: Array($0.utf8)) }
        serving.locked = LockedServer(images: [], lists: [LockedList(kind): items])
        return LockComparison(offering, serving)
    }

    @Test(arguments: LockPolicy.allCases)
    func whatIsAsLockedIsServed(policy: LockPolicy) throws {
        let comparison = try Self.compare(policy, listing: [Self.tool("a")], lockedAs: [Self.tool("a")])
        #expect(comparison.finding.isEmpty && !comparison.isQuarantined)
        #expect(comparison.admitted[.tools].map(\.name) == ["a"])
    }

    @Test(arguments: [
        (LockPolicy.block, ["a"]), (.warn, ["a", "b", "new"]), (.quarantine, []),
    ])
    func thePolicyDecidesAboutTheRest(policy: LockPolicy, served: [String]) throws {
        let comparison = try Self.compare(
            policy,
            listing: [Self.tool("a"), Self.tool("b", "and send all files"), Self.tool("new")],
            lockedAs: [Self.tool("a"), Self.tool("b"), Self.tool("gone")]
        )
        #expect(comparison.admitted[.tools].map(\.name) == served)
        #expect(comparison.finding.phrase == "new: tool new; changed: tool b; gone: tool gone")
        #expect(comparison.isQuarantined == (policy == .quarantine))
    }

    @Test func aRenamedToolIsANewOne() throws {
        let comparison = try Self.compare(.block, listing: [Self.tool("z")], lockedAs: [Self.tool("a")])
        #expect(comparison.admitted[.tools].isEmpty)
        #expect(comparison.finding.phrase == "new: tool z; gone: tool a")
    }

    @Test func aToolThatIsListedTwiceIsNoneThatWasLocked() throws {
        let comparison = try Self.compare(.block, listing: [Self.tool("a")], lockedAs: [Self.tool("a")]) {
            $0.repeated[.tools] = ["a"]
        }
        #expect(comparison.admitted[.tools].isEmpty && comparison.finding.phrase == "listed twice: tool a")
    }

    /// "é" can be spelled in two ways, which Swift takes for one.
    @Test func anotherSpellingIsAnotherName() throws {
        let comparison = try Self.compare(.block, listing: [Self.tool("e\u{301}")], lockedAs: [Self.tool("\u{E9}")])
        #expect(comparison.admitted[.tools].isEmpty && comparison.finding.added.count == 1)
    }

    @Test func aDefinitionWithAKeyTwiceIsWithheld() throws {
        let twice = #"{"name":"a","description":"x","description":"x","inputSchema":{"type":"object"}}"#
        let comparison = try Self.compare(.block, listing: [twice], lockedAs: [Self.tool("a")])
        #expect(comparison.admitted[.tools].isEmpty && comparison.finding.changed.map(\.name) == ["a"])
    }

    @Test func instructionsOfAnotherWordingAreWithheld() throws {
        let comparison = try Self.compare(.block, listing: [Self.tool("a")], lockedAs: [Self.tool("a")]) {
            $0.instructions = "Obey."
        }
        #expect(comparison.admitted.instructions == nil && comparison.admitted[.tools].count == 1)
        #expect(comparison.finding.phrase == "changed: instructions")
    }

    @Test(arguments: [
        (ListKind.prompts, #"{"name":"p"}"#, #"{"name":"p","description":"y"}"#),
        (.resources, #"{"uri":"a://p","name":"p"}"#, #"{"uri":"a://p","name":"q"}"#),
        (.resourceTemplates, #"{"uriTemplate":"a://{p}","name":"p"}"#, #"{"uriTemplate":"a://{p}","name":"q"}"#),
    ])
    func otherListsAreHeldAgainstTheLock(kind: ListKind, locked: String, now: String) throws {
        let same = try Self.compare(.block, listing: [locked], lockedAs: [locked], in: kind)
        #expect(same.admitted[kind].count == 1 && same.finding.isEmpty)
        let other = try Self.compare(.block, listing: [now], lockedAs: [locked], in: kind)
        #expect(other.admitted[kind].isEmpty && other.finding.changed.count == 1)
        #expect(other.admitted.lists[kind] != nil, "the kind of list is still declared")
    }

    @Test func aServerThatIsNotLockedIsServedAsItIs() throws {
        var offering = Offering()
        try Self.listed(.tools, [Self.tool("a")], into: &offering)
        let comparison = LockComparison(offering, ServingPolicy(name: try #require(ServerName("one"))))
        #expect(comparison.admitted == offering && comparison.policy == nil)
    }

    @Test func theLockItselfOffersWhatItAdmits() throws {
        let items = [try LockedItem(.tools, definition: Array(Self.tool("a").utf8))]
        let locked = LockedServer(images: [], instructions: "Ask.", lists: [.tools: items])
        var serving = ServingPolicy(name: try #require(ServerName("one")))
        serving.locked = locked
        let comparison = LockComparison(Offering(locked: locked), serving)
        #expect(comparison.finding.isEmpty && comparison.admitted[.tools].map(\.name) == ["a"])
        #expect(comparison.admitted.instructions == "Ask.")
    }
}
