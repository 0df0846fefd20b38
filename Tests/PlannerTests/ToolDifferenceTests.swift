import Planner
import Spec
import Testing

/// What a plan says of tools that change.
@Suite struct ToolDifferenceTests {
    private static func schema(_ properties: [String: DocumentValue], required: [String] = []) -> DocumentValue {
        .members([
            "type": .text("object"), "properties": .members(properties),
            "required": .list(required.map(DocumentValue.text)),
        ])
    }

    private static let text: DocumentValue = .members(["type": .text("string")])

    private func difference(
        from old: DocumentedTool...,
        to new: DocumentedTool...,
        policy: ToolPolicy = ToolPolicy()
    ) throws -> ToolDifference {
        let before = try Fixtures.server { $0.documentedTools = old }
        let after = try Fixtures.server { server in
            server.documentedTools = new
            server.tools = policy
        }
        let plan = Plan(comparing: try Fixtures.desired([before]), with: try Fixtures.desired([after]))
        return try #require(plan.changes[0].tools?.difference)
    }

    @Test func newToolsAreAdditiveAndLostOnesBreaking() throws {
        let more = try difference(
            from: DocumentedTool(name: "a"),
            to: DocumentedTool(name: "a"),
            DocumentedTool(name: "b")
        )
        #expect(more.added == ["b"] && more.removed.isEmpty && more.verdict == .additive)
        #expect(more.tokenChange > 0)
        let less = try difference(
            from: DocumentedTool(name: "a"),
            DocumentedTool(name: "b"),
            to: DocumentedTool(name: "a")
        )
        #expect(less.removed == ["b"] && less.verdict == .breaking)
        #expect(less.tokenChange == -more.tokenChange)
    }

    @Test func aPolicyThatHidesAToolTakesItAway() throws {
        let tools = [DocumentedTool(name: "a"), DocumentedTool(name: "b")]
        let hidden = try difference(from: tools[0], tools[1], to: tools[0], tools[1], policy: ToolPolicy(deny: ["b"]))
        #expect(hidden.removed == ["b"])
        let renamed = try difference(from: tools[0], to: tools[0], policy: ToolPolicy(rename: ["a": "z"]))
        #expect(renamed.renamed.map { [$0.old, $0.new] } == [["a", "z"]] && renamed.verdict == .breaking)
        #expect(renamed.added.isEmpty && renamed.removed.isEmpty)
    }

    @Test func otherWordsAreCosmetic() throws {
        let change = try difference(
            from: DocumentedTool(name: "a", description: "Old"),
            to: DocumentedTool(name: "a", title: "A", description: "New words")
        )
        #expect(change.changed.map(\.kinds) == [["title", "description"]])
        #expect(change.changed[0].details == ["title added", "description changed"])
        #expect(change.verdict == .cosmetic)
    }

    @Test(arguments: [
        (schema(["q": text]), schema(["q": text, "ref": text]), ToolVerdict.additive, "+property \"ref\""),
        (
            schema(["q": text]), schema(["q": text, "ref": text], required: ["ref"]), .breaking,
            "+property \"ref\", required"
        ),
        (schema(["q": text, "ref": text]), schema(["q": text]), .breaking, "-property \"ref\""),
        (schema(["q": text]), schema(["q": text], required: ["q"]), .breaking, "\"q\" required now"),
        (schema(["q": text], required: ["q"]), schema(["q": text]), .additive, "\"q\" no longer required"),
        (
            schema(["q": text]), schema(["q": .members(["type": .text("integer")])]), .breaking, "\"q\": type changed"
        ),
        (
            schema(["q": text]), schema(["q": .members(["type": .text("string"), "description": .text("x")])]),
            .cosmetic, "\"q\": other words"
        ),
        (
            schema(["q": .members(["enum": .list([.text("a")])])]),
            schema(["q": .members(["enum": .list([.text("a"), .text("b")])])]), .additive, "\"q\": enum changed"
        ),
        (
            schema(["q": .members(["enum": .list([.text("a"), .text("b")])])]),
            schema(["q": .members(["enum": .list([.text("a")])])]), .breaking, "\"q\": enum changed"
        ),
        (
            schema(["o": schema(["in": text])]), schema(["o": schema(["in": text, "x": text])]), .additive,
            "+property \"o.x\""
        ),
    ])
    func argumentsAreComparedPropertyByProperty(
        old: DocumentValue,
        new: DocumentValue,
        verdict: ToolVerdict,
        detail: String
    ) throws {
        let change = try difference(
            from: DocumentedTool(name: "a", inputSchema: old),
            to: DocumentedTool(name: "a", inputSchema: new)
        )
        #expect(change.changed.map(\.kinds) == [["input_schema"]])
        #expect(change.changed[0].details == ["inputSchema: \(detail)"])
        #expect(change.verdict == verdict)
    }

    @Test func aResultThatLacksAPropertyBreaksItsReaders() throws {
        let change = try difference(
            from: DocumentedTool(name: "a", outputSchema: Self.schema(["q": Self.text], required: ["q"])),
            to: DocumentedTool(name: "a", outputSchema: Self.schema(["q": Self.text]))
        )
        #expect(change.verdict == .breaking)
    }

    @Test func aLostPromiseIsBreaking() throws {
        let promise = DocumentedTool(name: "a", annotations: .members(["readOnlyHint": .boolean(true)]))
        let lost = try difference(from: promise, to: DocumentedTool(name: "a"))
        #expect(lost.verdict == .breaking && lost.changed[0].details == ["annotations: readOnlyHint changed"])
        let made = try difference(from: DocumentedTool(name: "a"), to: promise)
        #expect(made.verdict == .cosmetic)
    }

    /// One token for four bytes of what `tools/list` says of the tool.
    @Test func tokensAreEstimatedFromTheListedJSON() throws {
        let json = #"{"description":"Tells the time","inputSchema":{"type":"object"},"name":"now"}"#
        let tool = DocumentedTool(name: "now", description: "Tells the time")
        let plan = Plan(
            from: try Fixtures.world(),
            to: try Fixtures.desired([Fixtures.server { $0.documentedTools = [tool] }])
        )
        #expect(plan.surfaces[0].tokens == (json.utf8.count + 3) / 4)
        #expect(plan.changes[0].tools?.difference?.tokenChange == plan.surfaces[0].tokens)
    }

    // MARK: What a container remembers

    private func world(after servers: [ServerSpec]) throws -> ObservedState {
        try Fixtures.world().converged(to: Fixtures.desired(servers))
    }

    @Test func aContainerRemembersTheToolsItWasMadeWith() throws {
        var server = try Fixtures.server { server in
            server.documentedTools = [
                DocumentedTool(name: "now", description: "Old"),
                DocumentedTool(name: "zones", inputSchema: Self.schema(["q": Self.text])),
            ]
        }
        let state = try world(after: [server])
        server.command = ["--other"]
        server.documentedTools = [
            DocumentedTool(name: "now", description: "New"), DocumentedTool(name: "alarm"),
            DocumentedTool(name: "zones", inputSchema: Self.schema(["q": Self.text, "ref": Self.text])),
        ]
        let change = Plan(from: state, to: try Fixtures.desired([server])).changes[0]
        let difference = try #require(change.tools?.difference)
        #expect(difference.added == ["alarm"])
        #expect(difference.changed.map(\.name) == ["now", "zones"])
        // Only a hash of the old schema is left: what cannot be shown to be harmless is not taken to be.
        #expect(difference.changed[1].details == ["inputSchema: changed, details unknown"])
        #expect(difference.changed.map(\.verdict) == [.cosmetic, .breaking])
        #expect(change.widensTools)
    }

    @Test func tooManyToolsForALabelAreNotRemembered() throws {
        var server = try Fixtures.server { server in
            server.documentedTools = (0..<200).map { DocumentedTool(name: "tool_number_\($0)") }
        }
        let state = try world(after: [server])
        #expect(state.containers.allSatisfy { $0.labels[ContainerLabels.tools] == nil })
        server.command = ["--other"]
        let change = Plan(from: state, to: try Fixtures.desired([server])).changes[0]
        guard case .unrecorded(total: 200, tokens: _)? = change.tools else {
            Issue.record("\(String(describing: change.tools))")
            return
        }
        #expect(!change.widensTools)
    }

    @Test(arguments: ["", "v2 a:x:1:-,-,-,-,-", "v1 a", "v1 a:x:x:-,-,-,-,-", "v1 a:x:1:-,-", "v1 a:x:-5:-,-,-,-,-"])
    func aLabelThatIsNoRecordTellsNothing(label: String) throws {
        var server = try Fixtures.server { $0.documentedTools = [DocumentedTool(name: "now")] }
        var state = try world(after: [server])
        state.containers[0].labels[ContainerLabels.tools] = label
        server.command = ["--other"]
        let change = Plan(from: state, to: try Fixtures.desired([server])).changes[0]
        #expect(change.tools == .unrecorded(total: 1, tokens: 12))
    }

    @Test func theRecordIsNoPartOfTheSpec() throws {
        let plain = try Fixtures.server()
        let documented = try Fixtures.server { $0.documentedTools = [DocumentedTool(name: "now")] }
        #expect(Plan(from: try world(after: [plain]), to: try Fixtures.desired([documented])).isNoOp)
    }
}
