import Applier
import Planner
import Spec
import Testing

@Suite struct ImageMetadataTests {
    private static let label = """
        name: time
        tools:
          - name: get_time
            description: Tells the time
          - name: convert_time
        """

    @Test func anImagesLabelDocumentsTheToolsOfAServerWhoseEntryDocumentsNone() throws {
        let documented = try Self.document(try Sample.server("time"), label: Self.label)

        #expect(documented.documentedTools.map(\.name) == ["get_time", "convert_time"])
        #expect(documented.documentedTools.first?.description == "Tells the time")
    }

    @Test func whatTheEntryDocumentsGoesBeforeTheLabel() throws {
        let server = try Sample.server("time") { $0.documentedTools = [DocumentedTool(name: "own")] }

        #expect(try Self.document(server, label: Self.label).documentedTools.map(\.name) == ["own"])
    }

    @Test(arguments: [
        (nil as String?, "clock", "clock" as String?), ("own", "clock", "own"), (nil, "no prefix!", nil),
        (nil, "\u{1B}", nil),
    ])
    func anImagesPrefixHoldsUnlessTheEntryHasOne(own: String?, label: String, expected: String?) throws {
        let server = try Sample.server("time") { $0.prefix = own }
        let label = "prefix: \"\(label == "\u{1B}" ? "\\e" : label)\"\ntools: [{ name: now }]"

        let documented = try Self.document(server, label: label)
        #expect(documented.prefix == expected)
        #expect(documented.documentedTools.map(\.name) == ["now"])
    }

    @Test(arguments: ["", "tools: [", "tools: 7", "- a list", "\u{0}"])
    func aLabelThatCannotBeReadDocumentsNothing(label: String) throws {
        let server = try Sample.server("time")

        #expect(try Self.document(server, label: label) == server)
    }

    @Test func anImageWithoutTheLabelChangesNothing() throws {
        let server = try Sample.server("time")
        let desired = try Sample.desired([server])
        let image = ObservedImage(id: ImageID("sha256:1"))

        #expect(desired.documented(by: [server.image: image]) == desired)
        #expect(desired.documented(by: [:]) == desired)
    }

    private static func document(_ server: ServerSpec, label: String) throws -> ServerSpec {
        let image = ObservedImage(id: ImageID("sha256:1"), labels: [ImageMetadata.label: label])
        let desired = try Sample.desired([server]).documented(by: [server.image: image])
        return try #require(desired.profiles.first?.servers.first)
    }
}
