import Planner
import Testing

@testable import Spec

@Suite struct ToolServerPlanTests {
    private static func desired(_ images: String...) throws -> DesiredState {
        let place = SourceLocation(file: "servers/box.yaml", line: 3, column: 4)
        let recipe = ToolRecipe(command: [], volumes: [], user: nil, defaults: [:])
        let tools = try images.enumerated().map { index, image in
            ContainerTool(
                documented: DocumentedTool(name: "tool\(index)"),
                annotations: nil,
                inputSchema: "{}",
                image: try Fixtures.image(image),
                imageLocation: place,
                recipe: recipe
            )
        }
        let name = try #require(ServerName("box"))
        var desired = try Fixtures.desired([])
        desired.profiles[0].toolServers = [
            ToolServer(serving: ServingPolicy(name: name), declaredAt: place, tools: tools)
        ]
        return desired
    }

    @Test func imagesThatAreThereNeedNothingAndAreShown() throws {
        let world = try Fixtures.world(images: [Fixtures.image("a:1"): ObservedImage(id: Fixtures.imageID("a"))])
        let plan = Plan(from: world, to: try Self.desired("a:1"))
        #expect(plan.isNoOp && plan.changes.map(\.action) == [.keep])
        #expect(plan.surfaces.first?.tools.first?.image == "a:1 (\(Fixtures.imageID("a").text))")
        #expect(plan.terminalText().contains("tool0   runs a:1 (sha256:aaaaaaaaaaaa…)"))
        #expect(plan.json.contains("\"image\": \"a:1 (sha256:"))
    }

    @Test func eachMissingImageIsPulledOnceAndNothingElseIsDone() throws {
        let plan = Plan(from: ObservedState(), to: try Self.desired("a:1", "b:1", "a:1"))
        #expect(
            plan.operations.map(\.kind) == [
                .pullImage(try Fixtures.image("a:1")), .pullImage(try Fixtures.image("b:1")),
            ]
        )
        #expect(plan.changes.map(\.reasons) == [[.imageNotPresent]])
        #expect(
            plan.changes[0].attributes.map(\.path.text) == [
                "tools.tool0.image", "tools.tool1.image", "tools.tool2.image",
            ]
        )
        #expect(plan.changes[0].attributes.allSatisfy { $0.isUnknown })
    }

    @Test func aContainerThatTheServerHadBeforeGoes() throws {
        let images = [try Fixtures.image(): ObservedImage(id: Fixtures.imageID("a"))]
        let world = try Fixtures.world(images: images)
        let former = world.applying(Plan(from: world, to: try Fixtures.desired([Fixtures.server("box")])).operations)
        let plan = Plan(from: former, to: try Self.desired(Fixtures.image().text))
        #expect(plan.changes.map(\.action) == [.replace])
        let after = former.applying(plan.operations)
        #expect(after.containers.isEmpty)
        #expect(Plan(from: after, to: try Self.desired(Fixtures.image().text)).isNoOp)
    }

    @Test func anImageThatClaimsOurLabelsIsRefused() throws {
        let image = ObservedImage(id: Fixtures.imageID("a"), labels: ["io.mcp-reconcile.owner": "x"])
        let world = try Fixtures.world(images: [Fixtures.image("a:1"): image])
        let plan = Plan(from: world, to: try Self.desired("a:1"))
        #expect(plan.isNoOp && plan.refusals.map(\.reasons) == [[.imageClaimsOwnership]])
    }
}
