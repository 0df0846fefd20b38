import Planner
import Spec
import Testing

@Suite struct ExposedNamesTests {
    private func source(_ server: String, _ names: [String], prefix: String? = nil, _ policy: ToolPolicy = ToolPolicy()) throws -> ExposedNames.Source {
        ExposedNames.Source(server: try #require(ServerName(server)), prefix: prefix, policy: policy, names: names)
    }

    private func names(_ sources: [ExposedNames.Source], _ naming: ToolNaming = .automatic) -> [String] {
        ExposedNames(sources, naming: naming).entries.map(\.exposedName)
    }

    @Test func uniqueNamesStayAsTheyAre() throws {
        #expect(names([try source("a", ["x", "y"]), try source("b", ["z"])]) == ["x", "y", "z"])
    }

    @Test func everyToolOfACollisionIsQualified() throws {
        let exposed = ExposedNames([try source("a", ["search", "x"]), try source("b", ["search"])], naming: .automatic)
        #expect(exposed.entries.map(\.exposedName) == ["a__search", "x", "b__search"])
        #expect(exposed.entries.map(\.collides) == [true, false, true])
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
        #expect(exposed.withheld.count == 2)
    }

    @Test func thePolicyDecidesWhatIsSeenAndHowItIsCalled() throws {
        let policy = ToolPolicy(allow: ["get_*"], deny: ["get_secret"], rename: ["get_time": "now"])
        #expect(names([try source("a", ["get_time", "get_secret", "set_time", "get_zone"], policy)]) == ["now", "get_zone"])
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
        let vocabulary = ["x", "a__x", "b__x", "x y", "x/y", String(repeating: "é", count: 80), String(repeating: "x", count: 70)]
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
