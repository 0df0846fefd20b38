import Planner
import Spec
import Testing

/// Manifests against manifests.
@Suite struct ComparisonTests {
    private func plan(_ before: [ServerSpec], _ after: [ServerSpec], scope: PlanScope = .everything) throws -> Plan {
        Plan(comparing: try Fixtures.desired(before), with: try Fixtures.desired(after), scope: scope)
    }

    @Test func theSameManifestsAreNoChange() throws {
        let plan = try plan([Fixtures.server()], [Fixtures.server()])
        #expect(!plan.hasChanges && plan.changes.map(\.action) == [.keep])
    }

    @Test func whatIsNewChangedAndGoneIsFound() throws {
        let changed = try Fixtures.server("b") { $0.image = try Fixtures.image("example/time:2") }
        let plan = try plan(
            [Fixtures.server("a"), Fixtures.server("b"), Fixtures.server("c")],
            [Fixtures.server("a"), changed, Fixtures.server("d")]
        )
        #expect(plan.changes.map(\.action) == [.keep, .replace, .remove, .create])
        let image = plan.changes[1].attributes.map { "\($0.path): \($0.old ?? "") \($0.new ?? "")" }
        #expect(image == ["image: example/time:1 example/time:2"])
        #expect(plan.operations.isEmpty)
    }

    /// Groups are hashed by their bytes: a letter that is composed otherwise is another value.
    @Test(arguments: [
        (["\u{E9}"], ["e\u{301}"], [AttributeGroup.command]), (["a"], ["b"], [.command]), (["a"], [], [.command]),
    ])
    func groupsThatChangeAreTheReason(old: [String], new: [String], groups: [AttributeGroup]) throws {
        let before = try Fixtures.server { $0.command = old }
        let after = try Fixtures.server { $0.command = new }
        #expect(try plan([before], [after]).changes[0].reasons == [.specChanged(groups)])
    }

    @Test func whatIsToBecomeOfAServerWhenItGoesIsAGroupToo() throws {
        let before = try Fixtures.server()
        let after = try Fixtures.server { $0.removal = RemovalPolicy(isProtected: true, outcome: .remove) }
        #expect(try plan([before], [after]).changes[0].reasons == [.specChanged([.removal])])
        #expect(try plan([after], [before]).changes[0].reasons == [.specChanged([.removal])])
    }

    /// They are compared with nothing, and cost what they cost where they are.
    @Test func toolsThatStayCostWhatTheyDid() throws {
        let tools = [DocumentedTool(name: "a", description: "Does it"), DocumentedTool(name: "b")]
        let before = try Fixtures.server { $0.documentedTools = tools }
        let after = try Fixtures.server { server in
            server.documentedTools = tools
            server.command = ["--new"]
        }
        let stays = try #require(try plan([before], [after]).changes[0].tools?.difference)
        let comes = try #require(try plan([], [before]).changes[0].tools?.difference)
        #expect(stays.isEmpty && stays.verdict == nil && stays.tokenChange == 0)
        #expect(stays.total == 2 && stays.tokens == comes.tokens && comes.tokens > 0)
    }

    @Test func aRouteThatChangesIsAnUpdateInPlace() throws {
        let before = try Fixtures.server {
            $0.documentedTools = [DocumentedTool(name: "a"), DocumentedTool(name: "b")]
        }
        var after = before
        after.tools.allow = ["a"]
        after.timeouts.call = .seconds(5)
        let change = try plan([before], [after]).changes[0]
        #expect(change.action == .update && change.strategy == .route)
        #expect(change.attributes.map(\.path.text) == ["timeouts.call", "tools.allow"])
        #expect(change.tools?.difference?.removed == ["b"])
        #expect(!change.widensTools)
        let back = try plan([after], [before])
        #expect(back.changes[0].widensTools)
        #expect(back.consents.map(\.name) == ["widen-tools"])
    }

    /// Another server takes the name: nothing can be called that could not be called before.
    @Test func aToolThatOnlyChangesItsNameWidensNothing() throws {
        let one = try Fixtures.server("one") { $0.documentedTools = [DocumentedTool(name: "now")] }
        let two = try Fixtures.server("two") { $0.documentedTools = [DocumentedTool(name: "now")] }
        let plan = try plan([one], [one, two])
        #expect(plan.changes.map(\.action) == [.update, .create])
        #expect(plan.changes[0].tools?.difference?.renamed.map(\.new) == ["one__now"])
        #expect(plan.consents.isEmpty)
    }

    @Test func aNewServerWidensNothingUnasked() throws {
        let server = try Fixtures.server { $0.documentedTools = [DocumentedTool(name: "a")] }
        #expect(try plan([], [server]).consents.isEmpty)
    }

    @Test func remoteServersAreCompared() throws {
        func remote(_ url: String, header: String) throws -> RemoteServer {
            RemoteServer(
                serving: ServingPolicy(name: try #require(ServerName("far"))),
                declaredAt: SourceLocation(file: "profiles/dev.yaml", line: 3, column: 5),
                transport: .streamable,
                url: url,
                headers: [EnvironmentVariable(name: "X-Team", value: header)]
            )
        }
        var (before, after) = (try Fixtures.desired([]), try Fixtures.desired([]))
        before.profiles[0].remotes = [try remote("https://a.example/mcp", header: "canary-1")]
        after.profiles[0].remotes = [try remote("https://b.example/mcp", header: "canary-2")]
        let plan = Plan(comparing: before, with: after)
        #expect(plan.changes.map(\.action) == [.update])
        #expect(plan.changes[0].attributes.map(\.path.text) == ["headers.X-Team", "url"])
        for text in [plan.json, plan.terminalText(), plan.markdown, plan.jsonLines] {
            #expect(!text.contains("canary"))
        }
        #expect(Plan(comparing: before, with: try Fixtures.desired([])).changes.map(\.action) == [.remove])
        #expect(Plan(comparing: try Fixtures.desired([]), with: after).changes.map(\.action) == [.create])
        #expect(!Plan(comparing: after, with: after).hasChanges)
    }

    @Test func settingsOfGatewaysAreCompared() throws {
        var after = try Fixtures.desired([])
        after.profiles[0].gateway.secretScan = .off
        after.profiles[0].gateway.interceptors = [InterceptorSpec(phase: .before, action: .exec("echo canary"))]
        let plan = Plan(comparing: try Fixtures.desired([]), with: after)
        #expect(plan.hasChanges)
        #expect(plan.gateways.map { $0.attributes.map(\.path.text) } == [["gateway.secretScan", "interceptors.1"]])
        for text in [plan.json, plan.terminalText(), plan.markdown] {
            #expect(text.contains("secretScan") && !text.contains("canary"))
        }
    }

    @Test func aPartOfTheManifestsRemovesNothingOutsideOfIt() throws {
        var before = try Fixtures.desired([Fixtures.server("a"), Fixtures.server("b")])
        before.isComplete = false
        let plan = Plan(comparing: before, with: try Fixtures.desired([Fixtures.server("a")], isComplete: false))
        #expect(plan.changes.map(\.action) == [.keep, .remove])
        let other = Plan(comparing: before, with: try Fixtures.desired([], profile: "ops", isComplete: false))
        #expect(other.changes.isEmpty)
    }
}
