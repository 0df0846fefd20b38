import Planner
import Spec
import Testing

@Suite struct ExposedNamesTests {
    private func source(
        _ server: String,
        _ names: [String],
        prefix: String? = nil,
        _ policy: ToolPolicy = ToolPolicy()
    ) throws -> ExposedNames.Source {
        ExposedNames.Source(server: try #require(ServerName(server)), prefix: prefix, policy: policy, names: names)
    }

    private func names(_ sources: [ExposedNames.Source], _ naming: ToolNaming = .automatic) -> [String] {
        ExposedNames(sources, naming: naming).entries.map(\.exposedName)
    }

    @Test func uniqueNamesStayAsTheyAre() throws {
        #expect(names([try source("a", ["x", "y"]), try source("b", ["z"])]) == ["x", "y", "z"])
    }

    @Test func everyToolOfACollisionIsQualified() throws {
        let sources = [try source("a", ["search", "x"]), try source("b", ["search"])]
        let exposed = ExposedNames(sources, naming: .automatic)
        #expect(exposed.entries.map(\.exposedName) == ["a__search", "x", "b__search"])
        #expect(exposed.entries.map(\.collides) == [true, false, true])
    }

    /// A server cannot take the name that another's tool gets by its collision.
    @Test func aNameThatQualifyingMakesIsTakenFromNobody() throws {
        let sources = [try source("a", ["x"]), try source("b", ["x"]), try source("c", ["a__x"])]
        #expect(names(sources) == ["a__x", "b__x", "c__a__x"])
    }

    @Test func aChainOfCollisionsEnds() throws {
        let chain = (0..<40).map { String(repeating: "a__", count: $0) + "x" }
        let exposed = names([try source("a", chain), try source("b", ["x"])])
        #expect(exposed.count == 41)
        #expect(Set(exposed).count == 41)
    }

    @Test func theOrderOfServersDoesNotMatter() throws {
        let sources = [try source("a", ["x", "y z"]), try source("b", ["x", "y/z"]), try source("c", ["a__x"])]
        let forward = ExposedNames(sources, naming: .automatic).entries
        let backward = ExposedNames(sources.reversed(), naming: .automatic).entries
        #expect(Set(forward) == Set(backward))
    }

    @Test func prefixNamingQualifiesAll() throws {
        #expect(names([try source("a", ["x"])], .prefixed) == ["a__x"])
    }

    @Test func anEntrysPrefixIsAlwaysThere() throws {
        #expect(names([try source("a", ["x"], prefix: "gh")]) == ["gh__x"])
    }

    @Test func bareNamingWithholdsCollisions() throws {
        let exposed = ExposedNames([try source("a", ["x", "y"]), try source("b", ["x"])], naming: .bare)
        #expect(exposed.entries.map(\.exposedName) == ["y"])
        #expect(exposed.withheld.map(\.server.text) == ["a", "b"])
    }

    @Test func thePolicyDecidesWhatIsSeenAndHowItIsCalled() throws {
        let policy = ToolPolicy(allow: ["get_*"], deny: ["get_secret"], rename: ["get_time": "now"])
        let tools = ["get_time", "get_secret", "set_time", "get_zone"]
        #expect(names([try source("a", tools, policy)]) == ["now", "get_zone"])
    }

    @Test func aRenamedToolCanCollideToo() throws {
        let policy = ToolPolicy(rename: ["get": "search"])
        #expect(names([try source("a", ["get"], policy), try source("b", ["search"])]) == ["a__search", "b__search"])
    }

    @Test func namesAreMadeSafeAndShort() throws {
        let long = String(repeating: "n", count: 100)
        let exposed = names([try source("a", ["with space/é", long])])
        #expect(exposed[0] == "with_space___")
        #expect(exposed[1].count == 64)
    }

    @Test func namesThatDifferOnlyInWhatIsReplacedStayApart() throws {
        let exposed = names([try source("a", ["a b", "a/b"])])
        #expect(Set(exposed).count == 2)
        #expect(exposed.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) != nil })
    }

    @Test func aNameThatAServerListsTwiceCountsOnce() throws {
        #expect(names([try source("a", ["x", "x", ""])]) == ["x"])
    }

    @Test(arguments: UInt64(1)...200)
    func exposedNamesAreUniqueSafeAndShort(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let long = ["é", "x"].map { String(repeating: $0, count: 80) }
        let vocabulary = ["x", "a__x", "b__x", "x y", "x/y"] + long
        let sources = try ["a", "b", "c"].map { server in
            try source(server, vocabulary.filter { _ in Bool.random(using: &random) })
        }
        for naming in ToolNaming.allCases {
            let exposed = names(sources, naming)
            #expect(Set(exposed).count == exposed.count, "seed \(seed)")
            #expect(exposed.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) != nil }, "seed \(seed)")
        }
    }
}
